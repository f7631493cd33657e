package dev.trellis.email;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An SMTP relay that answers as a test wants it to. */
public final class ScriptedSmtpServer implements AutoCloseable {

    /** Instead of a reply: the connection is cut. */
    public static final String CUT = "cut";

    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: (\\S+)");

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final java.util.Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile BiFunction<String, String, @Nullable String> script = (command, recipient) -> null;
    private volatile @Nullable SSLContext tls;
    private volatile @Nullable ServerSocket server;
    private final int port;

    public ScriptedSmtpServer() {
        this.port = listen(0);
    }

    /**
     * Says what to answer.
     *
     * @param answer gets the command (EHLO, MAIL, RCPT, DATA, or . for a complete message) and the recipient; null for
     *     the usual answer
     */
    public void script(BiFunction<String, String, @Nullable String> answer) {
        this.script = answer;
    }

    public int port() {
        return port;
    }

    /** The messages that were complete, whatever the answer. */
    public List<String> messages() {
        return messages;
    }

    /** Every line that was no content. */
    public List<String> commands() {
        return commands;
    }

    public List<String> messageIds() {
        return messages.stream()
                .map(MESSAGE_ID::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    public int connections() {
        return connections.get();
    }

    /** Goes away as a crashed relay does. */
    public void down() {
        try {
            var socket = server;
            if (socket != null) {
                socket.close();
            }
            for (var connection : open) {
                connection.close();
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    public void up() {
        listen(port);
    }

    @Override
    public void close() {
        down();
    }

    private int listen(int wanted) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 200);
            server = socket;
            Thread.ofVirtual().start(() -> accept(socket));
            return socket.getLocalPort();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                open.add(connection);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException ex) {
                return;
            }
        }
    }

    /** Takes STARTTLS, with this certificate. */
    public void encrypting(SSLContext context) {
        this.tls = context;
    }

    private void serve(Socket connection) {
        serve(connection, true);
    }

    private void serve(Socket connection, boolean fresh) {
        try (connection;
                var in =
                        new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
                var out = new java.io.OutputStreamWriter(connection.getOutputStream(), StandardCharsets.UTF_8)) {
            if (fresh) {
                say(out, "220 scripted");
            }
            var recipient = "";
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                var verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                if (verb.equals("RCPT")) {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                }
                var context = tls;
                if (verb.equals("STARTTLS") && context != null) {
                    say(out, "220 go on");
                    var encrypted = (SSLSocket) context.getSocketFactory().createSocket(connection, null, port, true);
                    encrypted.setUseClientMode(false);
                    serve(encrypted, false);
                    return;
                }
                var answer = script.apply(verb, recipient);
                if (CUT.equals(answer)) {
                    return;
                }
                if (verb.equals("DATA") && answer == null) {
                    say(out, "354 go on");
                    var message = new StringBuilder();
                    for (var text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                        message.append(text).append('\n');
                    }
                    messages.add(message.toString());
                    answer = script.apply(".", recipient);
                    if (CUT.equals(answer)) {
                        return;
                    }
                }
                say(out, answer != null ? answer : verb.equals("QUIT") ? "221 bye" : "250 2.0.0 ok");
                if (verb.equals("QUIT") || (answer != null && answer.startsWith("421"))) {
                    return;
                }
            }
        } catch (IOException ex) {
            // The other side went away, as tests make it do.
            connections.get();
        } finally {
            open.remove(connection);
        }
    }

    private static void say(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }
}
