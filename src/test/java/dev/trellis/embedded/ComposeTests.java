package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.TrellisProperties;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.yaml.snakeyaml.Yaml;

class ComposeTests {

    @Test
    void everyImageHasAVersion() {
        for (var service : List.of("camunda-data-init", "orchestration", "postgres", "mailpit")) {
            assertThat(Compose.image(service)).matches("[a-z/]+:v?\\d[\\d.]*");
        }
    }

    @Test
    void everythingIsBoundToThisMachineOnly() {
        var services = Compose.map(Compose.file().get("services"));
        for (var service : services.keySet()) {
            if (Compose.service(service).get("ports") instanceof List<?> ports) {
                assertThat(ports)
                        .as(service)
                        .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
            }
        }
    }

    @Test
    void trellisIsGivenSettingsItUnderstands() {
        var environment = Compose.map(Compose.service("trellis").get("environment"));
        var properties = new LinkedHashMap<String, Object>();
        environment.forEach((name, value) -> {
            if (!value.toString().startsWith("${")) {
                properties.put(
                        "trellis."
                                + name.substring("TRELLIS_".length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'),
                        value);
            }
        });

        var settings = new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("trellis", TrellisProperties.class);

        assertThat(settings.engineGrpc()).hasToString("http://orchestration:26500");
        assertThat(settings.smtpUrl()).hasToString("smtp://127.0.0.1:1025");
        assertThat(settings.databaseUrl()).isNotNull();
        var database = DatabaseUrl.parse(settings.databaseUrl());
        var postgres = Compose.map(Compose.service("postgres").get("environment"));
        assertThat(database)
                .isEqualTo(new DatabaseUrl(
                        "jdbc:postgresql://postgres:5432/" + postgres.get("POSTGRES_DB"),
                        String.valueOf(postgres.get("POSTGRES_USER")),
                        String.valueOf(postgres.get("POSTGRES_PASSWORD"))));
    }

    @Test
    void theEnginesConfigurationIsYaml() {
        var config = Compose.map(Compose.map(Compose.file().get("configs")).get("orchestration"));
        Map<String, Object> content = new Yaml().load(String.valueOf(config.get("content")));
        assertThat(content).containsOnlyKeys("camunda");
    }

    @Test
    void theImageIsBuiltFromFilesThatExist() throws Exception {
        var build = Compose.map(Compose.service("trellis").get("build"));
        var dockerfile = String.valueOf(build.get("dockerfile_inline"));
        assertThat(dockerfile).contains("COPY bpmn bpmn", "COPY templates templates", "target/trellis.jar");
        assertThat(Path.of("bpmn")).isDirectory();
        assertThat(Path.of("templates")).isDirectory();
    }
}
