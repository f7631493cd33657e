package dev.trellis.email.inbound;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** A relay's call. */
final class RelayCall {

    private final HttpHeaders headers;
    private final @Nullable String secret;
    private final byte[] body;

    /**
     * Takes a call as it came.
     *
     * @param secret what the address it called carries as {@code ?secret=}
     */
    RelayCall(HttpHeaders headers, @Nullable String secret, byte[] body) {
        this.headers = headers;
        this.secret = secret;
        this.body = body;
    }

    @Nullable
    String header(String name) {
        return headers.getFirst(name);
    }

    byte[] body() {
        return body;
    }

    /** Whether it bears the shared secret: as a bearer token, as the password of a user, or in the address. */
    boolean knows(String expected) {
        var authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        var offered = Stream.of(
                Optional.ofNullable(secret),
                Optional.ofNullable(authorization).flatMap(RelayCall::bearer),
                Optional.ofNullable(authorization).flatMap(RelayCall::password));
        return offered.flatMap(Optional::stream).anyMatch(text -> same(text, expected));
    }

    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> bearer(String authorization) {
        return authorization.startsWith("Bearer ")
                ? Optional.of(authorization.substring("Bearer ".length()).strip())
                : Optional.empty();
    }

    private static Optional<String> password(String authorization) {
        if (!authorization.startsWith("Basic ")) {
            return Optional.empty();
        }
        try {
            var pair = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring("Basic ".length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException ex) {
            return Optional.empty();
        }
    }
}
