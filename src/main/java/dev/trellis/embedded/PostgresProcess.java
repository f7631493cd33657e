package dev.trellis.embedded;

import com.sun.management.OperatingSystemMXBean;
import dev.trellis.platform.StartRefusedException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL as a child of this process, on loopback, with a password and its data below the data folder. */
final class PostgresProcess implements AutoCloseable {

    static final String DATABASE = "trellis";
    static final String USER = "postgres";
    private static final Duration PREDECESSOR_MAY_TAKE = Duration.ofSeconds(10);

    private final EmbeddedPostgres postgres;
    private final String password;

    private PostgresProcess(EmbeddedPostgres postgres, String password) {
        this.postgres = postgres;
        this.password = password;
    }

    static PostgresProcess start(DataDirectory data) throws IOException {
        var folder = data.postgres();
        endLeftOver(folder);
        if (Files.exists(folder) && !Files.exists(folder.resolve("PG_VERSION"))) {
            throw new StartRefusedException(
                    folder + " holds no PostgreSQL data: delete it, or restore it from a backup.");
        }
        var password = password(data.root().resolve("postgres.password"));
        var log = ProcessBuilder.Redirect.appendTo(
                data.logs().resolve("postgres.log").toFile());
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setConnectConfig("password", password)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("shared_buffers", sharedBuffers() + "MB")
                    .setServerConfig("timezone", "UTC")
                    .setLocaleConfig("locale", "C")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            var process = new PostgresProcess(postgres, password);
            process.requirePassword(folder.resolve("pg_hba.conf"));
            process.createDatabase();
            return process;
        } catch (IllegalStateException | SQLException e) {
            throw new StartRefusedException(
                    "The embedded PostgreSQL did not start: " + data.logs().resolve("postgres.log") + " says why ("
                            + e.getMessage() + ").",
                    e);
        }
    }

    /** The address of the server that is running on this folder, with a password of its own; null where none is. */
    static @Nullable DatabaseUrl running(Path root, Path folder) throws IOException {
        var pidFile = folder.resolve("postmaster.pid");
        var passwordFile = root.resolve("postgres.password");
        if (!Files.exists(pidFile) || !Files.exists(passwordFile)) {
            return null;
        }
        // Process id, data folder, start time, port, and more that is of no use here.
        var lines = Files.readAllLines(pidFile);
        if (lines.size() < 4 || process(lines.getFirst().strip(), folder).isEmpty()) {
            return null;
        }
        return new DatabaseUrl(
                "jdbc:postgresql://127.0.0.1:" + lines.get(3).strip() + "/" + DATABASE,
                USER,
                Files.readString(passwordFile).strip());
    }

    private static Optional<ProcessHandle> process(String pid, Path folder) {
        return pid.matches("\\d+")
                ? ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> {
                            var command = ChildProcess.commandLine(process);
                            return command.contains("postgres") && command.contains(folder.toString());
                        })
                : Optional.empty();
    }

    /** A crashed application leaves the server behind; nobody is connected any more, so it ends when asked. */
    private static void endLeftOver(Path folder) throws IOException {
        var pidFile = folder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var pid = Files.readAllLines(pidFile).getFirst().strip();
        process(pid, folder).ifPresent(process -> {
            process.destroy();
            ChildProcess.end(process, PREDECESSOR_MAY_TAKE);
        });
    }

    /** In megabytes: a sixteenth of the machine's memory, from what PostgreSQL has by default up to 512. */
    private static long sharedBuffers() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? Math.clamp(machine.getTotalMemorySize() >> 24, 128, 512)
                : 128;
    }

    private static String password(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        var password = HexFormat.of().formatHex(bytes);
        OwnerOnly.write(file, password);
        return password;
    }

    /** The server is made trusting everyone on loopback; other users of the machine are not meant to read contacts. */
    private void requirePassword(Path hba) throws IOException, SQLException {
        var lines = Files.readAllLines(hba);
        if (lines.stream().noneMatch(PostgresProcess::trusts)) {
            return;
        }
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("alter role " + USER + " password '" + password + "'");
            Files.writeString(
                    hba,
                    lines.stream()
                            .map(line -> trusts(line) ? line.replaceFirst("trust\\s*$", "scram-sha-256") : line)
                            .collect(Collectors.joining("\n", "", "\n")));
            statement.execute("select pg_reload_conf()");
        }
    }

    private static boolean trusts(String line) {
        return !line.startsWith("#") && line.stripTrailing().endsWith("trust");
    }

    private void createDatabase() throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            var exists = statement
                    .executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")
                    .next();
            if (!exists) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    int port() {
        return postgres.getPort();
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + DATABASE;
    }

    String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
