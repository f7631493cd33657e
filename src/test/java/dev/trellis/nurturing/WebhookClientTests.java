package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookClientTests {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1614265330), ZoneOffset.UTC);

    private final List<String> received = new ArrayList<>();
    private HttpServer receiver;

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(exchange.getRequestHeaders().getFirst("webhook-id") + " "
                    + exchange.getRequestHeaders().getFirst("webhook-timestamp") + " "
                    + exchange.getRequestHeaders().getFirst("webhook-signature") + " " + body);
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop(0);
    }

    /** The example that the Standard Webhooks specification's libraries test themselves with. */
    @Test
    void theSignatureIsTheOneOfTheStandard() {
        assertThat(WebhookClient.sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}"))
                .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void postsWithIdTimeAndSignature() throws Exception {
        var status = client(true).post(webhook("http://localhost:" + port()), "msg_p5jXN8AQM9LWM0D4loKWxJek", "{}");

        assertThat(status).isEqualTo(202);
        assertThat(received).singleElement().asString().startsWith("msg_p5jXN8AQM9LWM0D4loKWxJek 1614265330 v1,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "localhost", "10.0.0.8", "192.168.1.1", "169.254.169.254", "[::1]", "[fd00::1]"})
    void addressesOfTheInnerNetworkAreRefusedUnlessAllowed(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(false).post(webhook("http://" + host + "/"), "1", "{}"))
                .withMessageContaining("trellis.nurturing.webhooks-to-private-addresses=true");
        assertThat(received).isEmpty();
    }

    private int port() {
        return receiver.getAddress().getPort();
    }

    private static WebhookClient client(boolean privateAllowed) {
        return new WebhookClient(
                new NurturingProperties(
                        privateAllowed, Duration.ofSeconds(30), Duration.ofDays(7), "marketing@example.com"),
                CLOCK);
    }

    private static Webhook webhook(String url) {
        return new Webhook(UUID.randomUUID(), "crm", URI.create(url), SECRET);
    }
}
