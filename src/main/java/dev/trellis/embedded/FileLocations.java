package dev.trellis.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Finds the folders people edit, from wherever the application is started: here, beside the jar, or one folder up. */
public final class FileLocations {

    private FileLocations() {}

    /**
     * Sets what no setting names and can be found, and makes what is relative absolute: Spring would take it for
     * something on the class path, which has a folder of templates too.
     */
    public static void resolve(ConfigurableEnvironment environment) {
        var values = new LinkedHashMap<String, Object>();
        look(environment, values, "trellis.bpmn-dir", "bpmn");
        look(environment, values, "trellis.templates-dir", "templates");
        environment.getPropertySources().addFirst(new MapPropertySource("file locations", values));
    }

    private static void look(
            ConfigurableEnvironment environment, Map<String, Object> values, String property, String folder) {
        var setting = environment.getProperty(property);
        var place = setting == null || setting.isBlank() ? Places.find(folder) : Optional.of(Path.of(setting));
        place.ifPresent(found -> values.put(property, found.toAbsolutePath().toString()));
    }
}
