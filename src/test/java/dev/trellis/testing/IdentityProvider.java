package dev.trellis.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider of OpenID Connect on this machine: strict with what it is sent, and honest until a test wants a flaw.
 * There is nobody to ask at its door: whoever comes is who the test says.
 */
public final class IdentityProvider {

    public static final String CLIENT_ID = "trellis";
    public static final String CLIENT_SECRET = "a secret: with %20 in it";
    public static final String NAME = "Example ID";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static @Nullable IdentityProvider shared;

    private final HttpServer server;
    private final Supplier<RSAKey> key = SingletonSupplier.of(IdentityProvider::newKey);
    private final Supplier<RSAKey> strangersKey = SingletonSupplier.of(IdentityProvider::newKey);
    private final Map<String, Map<String, String>> asked = new ConcurrentHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private volatile int port;
    private volatile boolean away;
    private volatile Flaw flaw = Flaw.NONE;
    private volatile Map<String, Object> visitor = Map.of();

    public IdentityProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/.well-known/openid-configuration", this::describe);
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext(
                "/keys", exchange -> answer(exchange, 200, new JWKSet(key.get().toPublicJWK()).toString()));
        server.createContext("/out", exchange -> answer(exchange, 200, "{}"));
        server.start();
    }

    /** The one that the application under test knows. */
    static synchronized IdentityProvider get() {
        if (shared == null) {
            shared = new IdentityProvider();
        }
        return shared;
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Forgets the last test. The application does not know its port, so it is led back to where the test says. */
    public void begin(int applicationPort) {
        port = applicationPort;
        flaw = Flaw.NONE;
        away = false;
        visitor = Map.of();
        complaints.clear();
    }

    public void isVisitedBy(Map<String, Object> claims) {
        visitor = claims;
    }

    public void has(Flaw wanted) {
        flaw = wanted;
    }

    public void isAway(boolean wanted) {
        away = wanted;
    }

    /** What it did not like about what it was sent. */
    public List<String> complaints() {
        return complaints;
    }

    /** What can be wrong with a provider, or with somebody who claims to be it. */
    public enum Flaw {
        NONE,
        OTHER_STATE,
        OTHER_NONCE,
        NO_NONCE,
        OTHER_KEY,
        SHARED_SECRET,
        NO_SIGNATURE,
        EXPIRED,
        OTHER_AUDIENCE,
        OTHER_ISSUER,
        DENIED
    }

    private void describe(HttpExchange exchange) throws IOException {
        if (away) {
            answer(exchange, 503, "{}");
            return;
        }
        answer(
                exchange,
                200,
                JSON.writeValueAsString(Map.of(
                        "issuer", issuer(),
                        "authorization_endpoint", issuer() + "/authorize",
                        "token_endpoint", issuer() + "/token",
                        "jwks_uri", issuer() + "/keys",
                        "end_session_endpoint", issuer() + "/out",
                        "response_types_supported", List.of("code"),
                        "subject_types_supported", List.of("public"),
                        "id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"),
                        "token_endpoint_auth_methods_supported", List.of("client_secret_basic"))));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var question = fields(exchange.getRequestURI().getRawQuery());
        expect("the type", "code", question.get("response_type"));
        expect("the client", CLIENT_ID, question.get("client_id"));
        expect("the challenge's method", "S256", question.get("code_challenge_method"));
        expect("openid wanted", true, question.getOrDefault("scope", "").contains("openid"));
        expect("a nonce", true, question.containsKey("nonce"));
        var code = UUID.randomUUID().toString();
        asked.put(code, question);
        var state = flaw == Flaw.OTHER_STATE ? "another" : question.getOrDefault("state", "");
        var back = URI.create(question.getOrDefault("redirect_uri", ""));
        exchange.getResponseHeaders()
                .add(
                        "Location",
                        "http://localhost:" + port + back.getPath()
                                + (flaw == Flaw.DENIED ? "?error=access_denied" : "?code=" + code) + "&state="
                                + URLEncoder.encode(state, StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        var sent = fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var question = asked.remove(sent.getOrDefault("code", ""));
        if (question == null) {
            answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        expect("the grant", "authorization_code", sent.get("grant_type"));
        expect("the way back", question.get("redirect_uri"), sent.get("redirect_uri"));
        expect("the secret", basic(), exchange.getRequestHeaders().getFirst("Authorization"));
        expect("the verifier", question.get("code_challenge"), challenge(sent.getOrDefault("code_verifier", "")));
        if (!complaints.isEmpty()) {
            answer(exchange, 400, "{\"error\": \"invalid_request\"}");
            return;
        }
        answer(
                exchange,
                200,
                JSON.writeValueAsString(Map.of(
                        "access_token",
                        UUID.randomUUID().toString(),
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "id_token",
                        idToken(question.getOrDefault("nonce", "")))));
    }

    private String idToken(String nonce) {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(flaw == Flaw.OTHER_ISSUER ? "https://elsewhere.example" : issuer())
                .subject("1234")
                .audience(flaw == Flaw.OTHER_AUDIENCE ? "another-client" : CLIENT_ID)
                .issueTime(Date.from(now.minusSeconds(600)))
                .expirationTime(Date.from(flaw == Flaw.EXPIRED ? now.minusSeconds(300) : now.plusSeconds(300)));
        visitor.forEach(claims::claim);
        if (flaw != Flaw.NO_NONCE) {
            claims.claim("nonce", flaw == Flaw.OTHER_NONCE ? "another" : nonce);
        }
        try {
            return switch (flaw) {
                case NO_SIGNATURE -> new PlainJWT(claims.build()).serialize();
                case SHARED_SECRET -> {
                    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
                    token.sign(new MACSigner(key.get().toRSAPublicKey().getEncoded()));
                    yield token.serialize();
                }
                default -> {
                    var token = new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.RS256)
                                    .keyID(key.get().getKeyID())
                                    .build(),
                            claims.build());
                    token.sign(new RSASSASigner((flaw == Flaw.OTHER_KEY ? strangersKey : key).get()));
                    yield token.serialize();
                }
            };
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void expect(String what, @Nullable Object wanted, @Nullable Object found) {
        if (wanted == null || !wanted.equals(found)) {
            complaints.add(what + " should be " + wanted + " and is " + found);
        }
    }

    private static String basic() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((CLIENT_ID + ":" + URLEncoder.encode(CLIENT_SECRET, StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> decoded(field[0]),
                        field -> field.length > 1 ? decoded(field[1]) : "",
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Takes longer than most tests, of which few sign in here. */
    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("the-key").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
