package dev.trellis.webhook.http;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and checks as the Standard Webhooks specification 1.0.0 says: HMAC-SHA256 of id, time and body, with a shared
 * secret in the form {@code whsec_<base64>}.
 */
public final class WebhookSignatures {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String SECRET = "whsec_";
    private static final String VERSION = "v1,";
    private static final int SECRET_BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSignatures() {}

    public static String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return SECRET + Base64.getEncoder().encodeToString(bytes);
    }

    /** The header {@code webhook-signature}: one signature for each secret that is good at present. */
    public static String header(Collection<String> secrets, String id, Instant at, String body) {
        return secrets.stream()
                .map(secret -> VERSION
                        + Base64.getEncoder()
                                .encodeToString(hmac(
                                        secret,
                                        id,
                                        String.valueOf(at.getEpochSecond()),
                                        body.getBytes(StandardCharsets.UTF_8))))
                .collect(Collectors.joining(" "));
    }

    /** Whether one of the signatures in the header was made with one of the secrets. */
    public static boolean isGenuine(
            Collection<String> secrets, String id, String timestamp, String header, byte[] body) {
        var given = Arrays.stream(header.split(" "))
                .filter(signature -> signature.startsWith(VERSION))
                .map(signature -> signature.substring(VERSION.length()).getBytes(StandardCharsets.US_ASCII))
                .toList();
        boolean genuine = false;
        for (var secret : secrets) {
            var expected = Base64.getEncoder().encode(hmac(secret, id, timestamp, body));
            for (var signature : given) {
                genuine |= MessageDigest.isEqual(expected, signature);
            }
        }
        return genuine;
    }

    private static byte[] hmac(String secret, String id, String timestamp, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(SECRET.length())), ALGORITHM));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (NoSuchAlgorithmException | InvalidKeyException ex) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, ex);
        }
    }
}
