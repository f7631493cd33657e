package dev.trellis.platform.security;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes what cannot be guessed. */
final class Secrets {

    /** Without letters and digits that look alike, since people read it off a terminal. */
    private static final String READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    static String token() {
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Four groups of four, about 79 bits. */
    static String password() {
        var text = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            if (i > 0 && i % 4 == 0) {
                text.append('-');
            }
            text.append(READABLE.charAt(RANDOM.nextInt(READABLE.length())));
        }
        return text.toString();
    }
}
