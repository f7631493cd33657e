package dev.trellis.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** The real engine for this package's tests: one process, on loopback and free ports, restartable on its data. */
final class RealEngine implements AutoCloseable {

    private static final Path DISTRIBUTION =
            Path.of("target/engine/camunda-zeebe-8.6.0").toAbsolutePath();

    /** It takes ten seconds on an idle machine; a build server may be anything but idle. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(4);

    private final Path home;
    private final List<Integer> ports = freePorts(5);
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable Process process;

    private RealEngine(Path home) {
        this.home = home;
    }

    /** One that lives as long as the JVM, for all tests that neither stop it nor look at all of it. */
    static RealEngine shared() {
        return Shared.ENGINE;
    }

    static RealEngine create() {
        try {
            return new RealEngine(Files.createTempDirectory("engine"));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    RealEngine with(Map<String, String> environment) {
        settings.putAll(environment);
        return this;
    }

    RealEngine start() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        java,
                        "-Xmx768m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j.configurationFile=" + DISTRIBUTION.resolve("config/log4j2.xml"),
                        "-Dapp.home=" + home,
                        "-Dbasedir=" + home,
                        "-classpath",
                        DISTRIBUTION.resolve("config") + File.pathSeparator + DISTRIBUTION.resolve("lib") + "/*",
                        "io.camunda.application.StandaloneBroker")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("engine.log").toFile()));
        var environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "HOME"));
        environment.putAll(Map.of(
                "ZEEBE_BROKER_GATEWAY_ENABLE", "true",
                "ZEEBE_BROKER_GATEWAY_NETWORK_HOST", "127.0.0.1",
                "ZEEBE_BROKER_GATEWAY_NETWORK_PORT", ports.get(0).toString(),
                "ZEEBE_BROKER_NETWORK_HOST", "127.0.0.1",
                "ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT", ports.get(1).toString(),
                "ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT", ports.get(2).toString(),
                "SERVER_PORT", ports.get(3).toString(),
                "MANAGEMENT_SERVER_PORT", ports.get(4).toString(),
                "ZEEBE_CLOCK_CONTROLLED", "true"));
        environment.put("ZEEBE_BROKER_DATA_DIRECTORY", home.resolve("data").toString());
        environment.put("ZEEBE_BROKER_DATA_LOGSEGMENTSIZE", "32MB");
        environment.putAll(settings);
        try {
            process = builder.start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        try {
            Awaitility.await().atMost(READY_WITHIN).until(this::isReady);
        } catch (ConditionTimeoutException ex) {
            stop();
            throw ex;
        }
        return this;
    }

    URI grpc() {
        return URI.create("http://127.0.0.1:" + ports.get(0));
    }

    URI management() {
        return URI.create("http://127.0.0.1:" + ports.get(4));
    }

    Path home() {
        return home;
    }

    void stop() {
        var running = process;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(30, TimeUnit.SECONDS)) {
                    running.destroyForcibly().waitFor();
                }
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }

    /** Ends it as a crash would: at once, and with what it had not written lost. */
    void crash() {
        var running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            process = null;
        }
    }

    /** Takes no care of its data, which goes with it. */
    @Override
    public void close() {
        crash();
        try (Stream<Path> files = Files.walk(home)) {
            var all = new ArrayList<>(files.toList());
            for (var file : all.reversed()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private boolean isReady() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("The engine ended; see " + home.resolve("engine.log"));
        }
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(management().resolve("/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException ex) {
            return false;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<Integer> freePorts(int count) {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (var i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (var socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static final class Shared {
        static final RealEngine ENGINE = create().start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(ENGINE::close));
        }
    }
}
