package dev.trellis.testing;

import dev.trellis.embedded.EmbeddedParts;
import dev.trellis.embedded.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.FileSystemUtils;

/** The parts all applications of a test run share: engine with a clock that jumps, database, mailbox. */
final class TestParts implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** The API token of applications under test. */
    static final String API_TOKEN = "token-of-the-tests-0123456789";

    private static final Path FOLDER = Path.of("target", "test-data");

    private static @Nullable EmbeddedParts shared;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var database = Database.ofApplication();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "tests",
                        Map.of(
                                "trellis.clock.adjustable",
                                "true",
                                "trellis.api-token",
                                API_TOKEN,
                                "trellis.data-dir",
                                FOLDER.resolve(Long.toString(
                                                ProcessHandle.current().pid()))
                                        .toString(),
                                "trellis.database-url",
                                database.jdbcUrl(),
                                "trellis.embedded.engine-heap",
                                "512m",
                                "spring.datasource.hikari.maximum-pool-size",
                                "20")));
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "provider",
                        Map.of(
                                "trellis.security.oidc.issuer",
                                IdentityProvider.get().issuer(),
                                "trellis.security.oidc.client-id",
                                IdentityProvider.CLIENT_ID,
                                "trellis.security.oidc.client-secret",
                                IdentityProvider.CLIENT_SECRET,
                                "trellis.security.oidc.name",
                                IdentityProvider.NAME)));
        parts(context).attachTo(context);
        var beans = context.getBeanFactory();
        beans.registerSingleton("testDatabase", database);
        beans.registerSingleton("identityProvider", IdentityProvider.get());
        context.addApplicationListener(
                (ApplicationListener<ApplicationReadyEvent>) ready -> database.keepWhatIsThere());
    }

    private static synchronized EmbeddedParts parts(ConfigurableApplicationContext context) {
        if (shared == null) {
            dropThoseOfEarlierRuns();
            var parts = EmbeddedParts.prepare(context.getEnvironment(), new Progress(System.out));
            Database.endAfterApplications();
            SpringApplication.getShutdownHandlers().add(parts::close);
            parts.start();
            // What an earlier test left would be kept as what the start had filled.
            Database.ofApplication().clear();
            shared = parts;
        }
        return shared;
    }

    private static void dropThoseOfEarlierRuns() {
        if (!Files.isDirectory(FOLDER)) {
            return;
        }
        try (var folders = Files.list(FOLDER)) {
            for (var folder : folders.toList()) {
                var pid = folder.getFileName().toString();
                if (pid.matches("\\d+") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    drop(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The test JVM that started beside this one may be doing the same. */
    private static void drop(Path folder) throws IOException {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (NoSuchFileException e) {
            // The other one was faster.
        }
    }
}
