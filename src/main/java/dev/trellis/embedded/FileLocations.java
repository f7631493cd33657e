package dev.trellis.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Finds the folders people edit, from wherever the application is started: here, beside the jar, or one folder up. */
public final class FileLocations {

    private FileLocations() {}

    /** Sets what no setting names and can be found. */
    public static void resolve(ConfigurableEnvironment environment) {
        var values = new LinkedHashMap<String, Object>();
        look(environment, values, "trellis.bpmn-dir", "bpmn");
        look(environment, values, "trellis.templates-dir", "templates");
        environment.getPropertySources().addLast(new MapPropertySource("file locations", values));
    }

    private static void look(
            ConfigurableEnvironment environment, Map<String, Object> values, String property, String folder) {
        if (!environment.containsProperty(property)) {
            Places.find(folder).ifPresent(found -> values.put(property, found.toString()));
        }
    }
}
