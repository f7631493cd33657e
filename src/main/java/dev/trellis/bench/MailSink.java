package dev.trellis.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Takes every email on the loopback address, remembers how many and to whom, and forgets the rest. */
final class MailSink implements AutoCloseable {

    private final ServerSocket server;
    private final AtomicLong received = new AtomicLong();
    private final Set<String> recipients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private MailSink(ServerSocket server) {
        this.server = server;
    }

    static MailSink open() {
        try {
            var sink = new MailSink(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("mail-sink").start(sink::accept);
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException("No mail sink can be opened on the loopback address", e);
        }
    }

    String url() {
        return "smtp://127.0.0.1:" + port();
    }

    int port() {
        return server.getLocalPort();
    }

    long received() {
        return received.get();
    }

    /** How many different addresses got something. */
    int recipients() {
        return recipients.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            var out = socket.getOutputStream();
            answer(out, "220 sink");
            var to = "";
            while (true) {
                var line = line(in);
                var command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("EHLO")) {
                    answer(out, "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8");
                } else if (command.startsWith("RCPT")) {
                    to = line;
                    answer(out, "250 2.1.5 Ok");
                } else if (command.startsWith("DATA")) {
                    answer(out, "354 Go on");
                    skipMessage(in);
                    recipients.add(to);
                    received.incrementAndGet();
                    answer(out, "250 2.0.0 Taken");
                } else if (command.startsWith("QUIT")) {
                    answer(out, "221 2.0.0 Bye");
                    return;
                } else {
                    answer(out, "250 2.0.0 Ok");
                }
            }
        } catch (IOException e) {
            // The sender went away: it counts what was answered, and so do we.
        } finally {
            open.remove(socket);
        }
    }

    private static void answer(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString().strip();
            }
            line.append((char) c);
        }
        throw new IOException("The connection ended");
    }

    /** Reads up to the lone dot. */
    private static void skipMessage(InputStream in) throws IOException {
        // The line break before the dot counts, and a message may be empty: begin as if one had just been read.
        int matched = 2;
        var end = "\r\n.\r\n";
        while (matched < end.length()) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("The connection ended in a message");
            }
            if (c == end.charAt(matched)) {
                matched++;
            } else {
                matched = c == '\r' ? 1 : 0;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
