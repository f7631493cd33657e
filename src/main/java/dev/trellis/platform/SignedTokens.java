package dev.trellis.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Signs what we put into links, so that only we can have made it. A token is good for the purpose it was signed for and
 * for no other. The key lives in the database: every instance has the same, and it survives a restart.
 */
@Component
public class SignedTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;

    private final JdbcClient jdbc;
    private volatile @Nullable Mac prototype;

    SignedTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A token that carries the payload, fit for a URL. */
    public String sign(String purpose, byte[] payload) {
        var signature = Arrays.copyOf(mac(purpose, payload), SIGNATURE_BYTES);
        var token = ByteBuffer.allocate(payload.length + SIGNATURE_BYTES)
                .put(payload)
                .put(signature)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** A token that carries the text. */
    public String sign(String purpose, String payload) {
        return sign(purpose, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A token that carries the id. */
    public String sign(String purpose, UUID id) {
        return sign(purpose, bytes(id));
    }

    /** The payload, if we signed it for this purpose. */
    public Optional<byte[]> verify(String purpose, String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException ex) {
            return Optional.empty();
        }
        if (bytes.length < SIGNATURE_BYTES) {
            return Optional.empty();
        }
        var payload = Arrays.copyOf(bytes, bytes.length - SIGNATURE_BYTES);
        var signature = Arrays.copyOfRange(bytes, payload.length, bytes.length);
        var expected = Arrays.copyOf(mac(purpose, payload), SIGNATURE_BYTES);
        return MessageDigest.isEqual(expected, signature) ? Optional.of(payload) : Optional.empty();
    }

    /** The text, if we signed it for this purpose. */
    public Optional<String> verifyText(String purpose, String token) {
        return verify(purpose, token).map(payload -> new String(payload, StandardCharsets.UTF_8));
    }

    /** The id, if we signed it for this purpose. */
    public Optional<UUID> verifyId(String purpose, String token) {
        return verify(purpose, token).filter(payload -> payload.length == 16).map(SignedTokens::id);
    }

    /** A keyed hash: tells whether a text is the same as before without keeping the text. */
    public String fingerprint(String purpose, String text) {
        return HexFormat.of().formatHex(mac(purpose, text.getBytes(StandardCharsets.UTF_8)));
    }

    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static UUID id(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private byte[] mac(String purpose, byte[] payload) {
        try {
            var mac = (Mac) prototype().clone();
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(payload);
        } catch (CloneNotSupportedException ex) {
            throw new IllegalStateException("The HMAC of this Java cannot be copied", ex);
        }
    }

    private Mac prototype() {
        var known = prototype;
        if (known == null) {
            known = withKey(storedKey());
            prototype = known;
        }
        return known;
    }

    private byte[] storedKey() {
        var fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        jdbc.sql("insert into secret (name, key) values ('signed-tokens', :key) on conflict do nothing")
                .param("key", fresh)
                .update();
        return jdbc.sql("select key from secret where name = 'signed-tokens'")
                .query(byte[].class)
                .single();
    }

    private static Mac withKey(byte[] key) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException ex) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, ex);
        }
    }
}
