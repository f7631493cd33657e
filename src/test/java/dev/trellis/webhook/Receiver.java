package dev.trellis.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's server that is told things, and checks signatures by what the specification says, not by our code.
 */
public final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Reply reply = exchange -> answer(exchange, 204, "");

    /** What it does with a call. */
    public interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A call it got. */
    public record Call(String method, URI uri, Map<String, List<String>> headers, String body) {

        public @Nullable String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse(null);
        }

        public String id() {
            return String.valueOf(header("webhook-id"));
        }

        public boolean isSignedWith(String secret) {
            return isGenuine(
                    secret,
                    id(),
                    String.valueOf(header("webhook-timestamp")),
                    String.valueOf(header("webhook-signature")),
                    body);
        }
    }

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            reply.to(exchange);
        });
        server.start();
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/hook");
    }

    public List<Call> calls() {
        return calls;
    }

    public void replies(Reply reply) {
        this.reply = reply;
    }

    public void answers(int status) {
        replies(exchange -> answer(exchange, status, ""));
    }

    public static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /**
     * As the specification says: the base64 of the HMAC-SHA256 of {@code id.timestamp.body} is among the signatures.
     */
    public static boolean isGenuine(String secret, String id, String timestamp, String signatures, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
            var signed = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return List.of(signatures.split(" "))
                    .contains("v1," + Base64.getEncoder().encodeToString(signed));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
