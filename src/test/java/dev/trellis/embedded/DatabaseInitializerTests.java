package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

class DatabaseInitializerTests {

    @TempDir
    private Path folder;

    @Test
    void aDatabaseThatASettingNamesIsReadAndNotWritten() {
        try (var context = context(Map.of("trellis.database-url", "postgresql://ada:s%40fe@db.example:5433/grow"))) {
            new DatabaseInitializer().initialize(context);

            var environment = context.getEnvironment();
            assertThat(environment.getProperty("spring.datasource.url"))
                    .isEqualTo("jdbc:postgresql://db.example:5433/grow");
            assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("ada");
            assertThat(environment.getProperty("spring.datasource.password")).isEqualTo("s@fe");
            assertThat(environment.getProperty("spring.datasource.hikari.read-only"))
                    .isEqualTo("true");
        }
    }

    @Test
    void whereThereIsNoneYetItSaysSoAndMakesNone() throws IOException {
        try (var context = context(Map.of("trellis.data-dir", folder.toString()))) {
            assertThatThrownBy(() -> new DatabaseInitializer().initialize(context))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("There is no database in " + folder)
                    .hasMessageContaining("TRELLIS_DATA_DIR");
        }
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatACrashLeftBehindIsNotTakenForARunningServer() throws IOException {
        var data = Files.createDirectories(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres.password"), "secret");
        Files.writeString(
                data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data + "\n1700000000\n5433\n");

        assertThat(PostgresProcess.running(folder, data)).isNull();
    }

    private static GenericApplicationContext context(Map<String, Object> settings) {
        var context = new GenericApplicationContext();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
        return context;
    }
}
