package dev.trellis.email;

import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The envelope sender of each mail (VERP): an address of its own, so that whatever comes back says what it is about,
 * however little else it says. It is signed, and survives mail servers that change upper and lower case.
 */
@Component
public class ReturnPaths {

    private static final String PURPOSE = "return-path";
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int SIGNATURE_BYTES = 8;
    private static final int TOKEN_BYTES = 16 + SIGNATURE_BYTES;
    private static final int TOKEN_LENGTH = (TOKEN_BYTES * 8 + 4) / 5;
    private static final Pattern TOKEN =
            Pattern.compile("\\+([A-Za-z2-7]{" + TOKEN_LENGTH + "})(?=@|=40|$)", Pattern.MULTILINE);

    private final SignedTokens tokens;
    private final @Nullable String address;

    ReturnPaths(SignedTokens tokens, TrellisProperties properties) {
        this.tokens = tokens;
        this.address = properties.bounceAddress();
    }

    /** Whether there is a mailbox for what comes back; otherwise the envelope sender is the one in the From header. */
    public boolean areUsed() {
        return address != null;
    }

    /**
     * The envelope sender of a mail.
     *
     * @throws IllegalStateException if there is no mailbox for what comes back
     */
    public String of(UUID send) {
        if (address == null) {
            throw new IllegalStateException("TRELLIS_BOUNCE_ADDRESS is not set");
        }
        var id = SignedTokens.bytes(send);
        var token =
                ByteBuffer.allocate(TOKEN_BYTES).put(id).put(signature(send)).array();
        int at = address.lastIndexOf('@');
        return address.substring(0, at) + "+" + encode(token) + address.substring(at);
    }

    /** The mail whose envelope sender this is, if we made it. */
    public Optional<UUID> sendOf(String text) {
        var matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            var bytes = ByteBuffer.wrap(decode(matcher.group(1).toLowerCase(Locale.ROOT)));
            var send = new UUID(bytes.getLong(), bytes.getLong());
            var signature = new byte[SIGNATURE_BYTES];
            bytes.get(signature);
            if (MessageDigest.isEqual(signature(send), signature)) {
                return Optional.of(send);
            }
        }
        return Optional.empty();
    }

    private byte[] signature(UUID send) {
        var mac = HexFormat.of().parseHex(tokens.fingerprint(PURPOSE, send.toString()));
        return Arrays.copyOf(mac, SIGNATURE_BYTES);
    }

    private static String encode(byte[] bytes) {
        var text = new StringBuilder(TOKEN_LENGTH);
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = (buffer << 8) | (next & 0xFF);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(DIGITS.charAt((buffer >> bits) & 31));
            }
        }
        return text.append(DIGITS.charAt((buffer << (5 - bits)) & 31)).toString();
    }

    private static byte[] decode(String token) {
        var bytes = new byte[TOKEN_BYTES];
        int buffer = 0;
        int bits = 0;
        int length = 0;
        for (byte digit : token.getBytes(StandardCharsets.US_ASCII)) {
            buffer = (buffer << 5) | DIGITS.indexOf(digit);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[length++] = (byte) (buffer >> bits);
            }
        }
        return bytes;
    }
}
