package dev.trellis.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Postfix's {@code smtp-sink} and {@code smtp-source}: the fastest server and client that others have built. */
final class SmtpSink implements AutoCloseable {

    private static final Pattern COUNTED = Pattern.compile("mesg=(\\d+)");
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/sbin"));

    private final Process process;
    private final int port;
    private volatile long received;

    private SmtpSink(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether this machine has them. */
    static boolean isHere() {
        return program("smtp-sink").isPresent() && program("smtp-source").isPresent();
    }

    static SmtpSink open() throws IOException, InterruptedException {
        int port = freePort();
        var command = new ArrayList<>(List.of(required("smtp-sink"), "-c", "-h", "sink.example"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("127.0.0.1:" + port, "1000"));
        var sink = new SmtpSink(
                new ProcessBuilder(command).redirectErrorStream(true).start(), port);
        Thread.ofVirtual().name("smtp-sink").start(sink::count);
        for (int i = 0; i < 100 && !listens(port); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return sink;
    }

    int port() {
        return port;
    }

    long received() {
        return received;
    }

    /** Lets {@code smtp-source} send and answers how long it took, in nanoseconds. */
    static long source(int port, int sessions, int mails, int bytes) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var process = new ProcessBuilder(
                        required("smtp-source"),
                        "-d",
                        "-s",
                        String.valueOf(sessions),
                        "-m",
                        String.valueOf(mails),
                        "-l",
                        String.valueOf(bytes),
                        "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("smtp-source failed: " + said);
        }
        return System.nanoTime() - start;
    }

    private void count() {
        try (InputStream in = process.getInputStream()) {
            var buffer = new byte[8192];
            var text = "";
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                text = (text + new String(buffer, 0, size, StandardCharsets.US_ASCII));
                var found = COUNTED.matcher(text);
                int end = 0;
                while (found.find()) {
                    // The last number may not be complete yet.
                    if (found.end() < text.length()) {
                        received = Long.parseLong(found.group(1));
                        end = found.end();
                    }
                }
                text = text.substring(end);
            }
        } catch (IOException ex) {
            // It was closed.
            received = Math.max(received, 0);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException ex) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> program(String name) {
        return PLACES.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String required(String name) throws IOException {
        return program(name)
                .map(Path::toString)
                .orElseThrow(() -> new IOException(name + " of Postfix is not installed here"));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
