package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.trellis.email.smtp.RelayAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OauthTokensTests {

    private static final RelayAddress RELAY = RelayAddress.parse("test", "smtp://ada:given@relay.example?auth=xoauth2");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String answer = "";
    private volatile int status = 200;
    private HttpServer endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/token", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        endpoint.start();
    }

    @AfterEach
    void stop() {
        endpoint.stop(0);
    }

    @Test
    void aTokenIsKeptUntilItEnds() throws Exception {
        answer = "{\"access_token\": \"one\", \"expires_in\": 3600}";
        var tokens = tokens("refresh me");

        assertThat(tokens.secret(RELAY)).isEqualTo("one");
        assertThat(tokens.secret(RELAY)).isEqualTo("one");
        assertThat(asked)
                .containsExactly(
                        "grant_type=refresh_token&client_id=trellis&client_secret=s+c&refresh_token=refresh+me&scope=mail");
    }

    @Test
    void aTokenThatEndsSoonIsRenewed() throws Exception {
        answer = "{\"access_token\": \"one\", \"expires_in\": 30}";
        var tokens = tokens(null);
        tokens.secret(RELAY);
        answer = "{\"access_token\": \"two\", \"expires_in\": 30}";

        assertThat(tokens.secret(RELAY)).isEqualTo("two");
        assertThat(asked).hasSize(2).allMatch(form -> form.startsWith("grant_type=client_credentials&"));
    }

    @Test
    void aRefusalSaysWhoRefused() {
        status = 401;

        assertThatThrownBy(() -> tokens(null).secret(RELAY))
                .isInstanceOf(IOException.class)
                .hasMessage("the token endpoint 127.0.0.1 answered 401");
    }

    @Test
    void withoutAnEndpointThePasswordIsTheToken() throws Exception {
        var tokens = new OauthTokens(new OauthProperties(null, null, null, null, null));

        assertThat(tokens.secret(RELAY)).isEqualTo("given");
    }

    private OauthTokens tokens(@Nullable String refreshToken) {
        return new OauthTokens(new OauthProperties(
                URI.create("http://127.0.0.1:" + endpoint.getAddress().getPort() + "/token"),
                "trellis",
                "s c",
                refreshToken,
                "mail"));
    }
}
