package dev.trellis.embedded;

import dev.trellis.platform.StartRefusedException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real Camunda engine as a child of this process: one broker on loopback with its data below the data folder. */
final class EngineProcess implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EngineProcess.class);
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration PREDECESSOR_MAY_TAKE = Duration.ofSeconds(30);

    /**
     * Everything else is dropped: an inherited SERVER_PORT, JAVA_TOOL_OPTIONS or ZEEBE_… would reconfigure the engine.
     */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH");

    private final Process process;
    private final Settings settings;
    private final int[] ports;

    private EngineProcess(Process process, Settings settings, int[] ports) {
        this.process = process;
        this.settings = settings;
        this.ports = ports;
    }

    /**
     * What the engine needs to know.
     *
     * @param clockControlled whether its clock can be moved: never for an engine that nurtures real contacts
     * @param exporters further settings as environment variables: the exporter's
     */
    record Settings(
            EngineDistribution distribution,
            DataDirectory data,
            String heap,
            int partitions,
            boolean clockControlled,
            Map<String, String> exporters) {

        private Path pidFile() {
            return data.engine().resolve("engine.pid");
        }

        private Path logFile() {
            return data.logs().resolve("engine.log");
        }
    }

    /** Starts the process and returns at once; {@link #awaitReady} tells when it can be talked to. */
    static EngineProcess start(Settings settings) throws IOException {
        return start(settings, Ports.free(5));
    }

    /** Starts another after this one has ended, at the same addresses, so that whoever spoke to this one finds it. */
    EngineProcess startAgain() throws IOException {
        return start(settings, ports);
    }

    private static EngineProcess start(Settings settings, int[] ports) throws IOException {
        var home = settings.data().engine();
        ChildProcess.leftOver(settings.pidFile(), home.toString())
                .ifPresent(predecessor -> ChildProcess.end(predecessor, PREDECESSOR_MAY_TAKE));

        var config = Files.createDirectories(home.resolve("config"));
        copy("/engine/application.yaml", config.resolve("application.yaml"));
        copy("/engine/log4j2.xml", config.resolve("log4j2.xml"));
        var mainClass = EngineMain.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(config.resolve(mainClass).getParent());
        copy("/" + mainClass, config.resolve(mainClass));

        var output = settings.data().logs().resolve("engine.out");
        var builder = new ProcessBuilder(command(settings, config))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> !INHERITED.contains(name.toUpperCase(Locale.ROOT)));
        environment.putAll(environment(settings, ports));
        var process = builder.start();
        ChildProcess.remember(settings.pidFile(), process.toHandle());
        return new EngineProcess(process, settings, ports);
    }

    private static List<String> command(Settings settings, Path config) {
        var command = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/bin/sh"))) {
            // Ctrl-C and a closed terminal reach every process of the group. The engine must outlive the application,
            // which ends it in order; ignored signals stay ignored across exec, and the JVM leaves them so.
            command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "engine"));
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        command.add(java.toString());
        command.addAll(List.of(
                "-Xmx" + settings.heap(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Dfile.encoding=UTF-8"));
        if (settings.clockControlled()) {
            // A demo or a test is over before the optimising compiler has paid for itself.
            command.add("-XX:TieredStopAtLevel=1");
        }
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of(
                "-Dtrellis.logs=" + settings.data().logs(),
                "-Dapp.home=" + settings.data().engine(),
                "-Dbasedir=" + settings.data().engine(),
                "-classpath",
                config + File.pathSeparator + settings.distribution().home().resolve("lib") + "/*",
                EngineMain.class.getName()));
        return command;
    }

    private static Map<String, String> environment(Settings settings, int[] ports) {
        var loopback = "127.0.0.1";
        var variables = new TreeMap<String, String>();
        variables.put("ZEEBE_BROKER_GATEWAY_NETWORK_HOST", loopback);
        variables.put("ZEEBE_BROKER_GATEWAY_NETWORK_PORT", Integer.toString(ports[0]));
        variables.put("ZEEBE_BROKER_NETWORK_HOST", loopback);
        variables.put("ZEEBE_BROKER_NETWORK_ADVERTISEDHOST", loopback);
        variables.put("ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT", Integer.toString(ports[1]));
        variables.put("ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT", Integer.toString(ports[2]));
        variables.put("MANAGEMENT_SERVER_ADDRESS", loopback);
        variables.put("MANAGEMENT_SERVER_PORT", Integer.toString(ports[3]));
        variables.put("SERVER_ADDRESS", loopback);
        variables.put("SERVER_PORT", Integer.toString(ports[4]));
        variables.put(
                "ZEEBE_BROKER_DATA_DIRECTORY",
                settings.data().engine().resolve("data").toString());
        variables.put("ZEEBE_BROKER_CLUSTER_PARTITIONSCOUNT", Integer.toString(settings.partitions()));
        if (settings.clockControlled()) {
            variables.put("ZEEBE_CLOCK_CONTROLLED", "true");
            // What is nurtured at another time than now is thrown away: it need not outlive a loss of power.
            variables.put("ZEEBE_BROKER_CLUSTER_RAFT_FLUSH_ENABLED", "false");
        }
        variables.putAll(settings.exporters());
        return variables;
    }

    private static void copy(String resource, Path target) throws IOException {
        try (var in = EngineProcess.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing in the application");
            }
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    URI grpc() {
        return URI.create("http://127.0.0.1:" + ports[0]);
    }

    URI monitoring() {
        return URI.create("http://127.0.0.1:" + ports[3]);
    }

    int port() {
        return ports[0];
    }

    /** Tells when the process has ended, whoever ended it. */
    void whenOver(Runnable task) {
        var unused = process.onExit().thenRun(task);
    }

    Path logFile() {
        return settings.logFile();
    }

    /**
     * Waits until every partition has a leader and the gateway answers.
     *
     * @throws StartRefusedException if the process ends or takes too long; the message names its log
     */
    void awaitReady() throws InterruptedException {
        var deadline = System.nanoTime() + READY_WITHIN.toNanos();
        try (var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            var request = HttpRequest.newBuilder(monitoring().resolve("/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            while (!answers(http, request)) {
                if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
                    throw new StartRefusedException("The embedded engine ended with exit code " + process.exitValue()
                            + " before it was ready; " + logFile() + " and engine.out beside it say why.");
                }
                if (System.nanoTime() > deadline) {
                    throw new StartRefusedException("The embedded engine was not ready after "
                            + READY_WITHIN.toSeconds() + " seconds; " + logFile() + " may say why.");
                }
            }
        }
    }

    private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets the engine end in order; it has synced everything it acknowledged, so that ending it hard loses nothing. */
    @Override
    public void close() {
        if (process.isAlive()) {
            ChildProcess.end(process.toHandle(), Duration.ZERO);
        }
        try {
            Files.deleteIfExists(settings.pidFile());
        } catch (IOException e) {
            log.warn("{} cannot be deleted", settings.pidFile(), new UncheckedIOException(e));
        }
    }
}
