package dev.trellis.embedded;

import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets a command read the database: the one a setting names, the embedded one of an application that is running, or the
 * embedded one by itself, which then ends with the command. Nothing is written to it.
 */
public final class DatabaseInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var settings = Binder.get(context.getEnvironment()).bindOrCreate("trellis", TrellisProperties.class);
        var external = settings.databaseUrl();
        try {
            var database = external == null ? embedded(settings) : DatabaseUrl.parse(external);
            var values = new HashMap<String, Object>();
            values.put("spring.datasource.url", database.jdbcUrl());
            values.put("spring.datasource.hikari.read-only", "true");
            values.put("spring.datasource.hikari.minimum-idle", "0");
            put(values, "spring.datasource.username", database.user());
            put(values, "spring.datasource.password", database.password());
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("database", values));
        } catch (IOException e) {
            throw new StartRefusedException("The database cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static DatabaseUrl embedded(TrellisProperties settings) throws IOException {
        var root = settings.dataDir().toAbsolutePath().normalize();
        var folder = root.resolve("postgres");
        if (!Files.exists(folder.resolve("PG_VERSION"))) {
            throw new StartRefusedException("There is no database in " + root
                    + " yet; TRELLIS_DATA_DIR names another folder, TRELLIS_DATABASE_URL another database.");
        }
        var running = PostgresProcess.running(root, folder);
        return running == null ? start(settings) : running;
    }

    private static DatabaseUrl start(TrellisProperties settings) throws IOException {
        var data = DataDirectory.take(settings.dataDir(), Progress.silent());
        var postgres = PostgresProcess.start(data);
        SpringApplication.getShutdownHandlers().add(() -> close(postgres, data));
        return new DatabaseUrl(postgres.jdbcUrl(), PostgresProcess.USER, postgres.password());
    }

    private static void close(AutoCloseable... parts) {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("The embedded database did not end cleanly: " + e.getMessage());
            }
        }
    }

    private static void put(Map<String, Object> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}
