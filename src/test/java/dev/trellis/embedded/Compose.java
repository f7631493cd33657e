package dev.trellis.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

    static String image(String service) {
        return String.valueOf(service(service).get("image"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value, "docker-compose.yml lacks it");
    }
}
