package dev.trellis.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.yaml.snakeyaml.Yaml;

/** What {@code docker-compose.yml} says, for tests that start the same containers. */
final class Compose {

    private Compose() {}

    static Map<String, Object> file() {
        try {
            return new Yaml().load(Files.readString(Path.of("docker-compose.yml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> service(String name) {
        return map(map(file().get("services")).get(name));
    }

    /** The service's image with its version filled in from {@code .env}. */
    static String image(String service) {
        var image = String.valueOf(service(service).get("image"));
        var versions = new Properties();
        try (var in = Files.newBufferedReader(Path.of(".env"))) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (var version : versions.stringPropertyNames()) {
            image = image.replace("${" + version + "}", versions.getProperty(version));
        }
        return image;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
