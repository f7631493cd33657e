package dev.trellis.platform.security;

import dev.trellis.platform.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a password must be like. */
final class Passwords {

    static final int SHORTEST = 12;

    /** What bcrypt reads of a password; longer ones it refuses. */
    private static final int LONGEST_BYTES = 72;

    private Passwords() {}

    static void check(String name, String password) {
        if (password.strip().length() < SHORTEST) {
            throw new InvalidValueException("password", "must have at least " + SHORTEST + " characters");
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            throw new InvalidValueException("password", "must have at most " + LONGEST_BYTES + " characters");
        }
        if (password.strip().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))
                && password.strip().length() - name.length() < SHORTEST) {
            throw new InvalidValueException("password", "must not be made of the name");
        }
    }
}
