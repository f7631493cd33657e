package dev.trellis.referral;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * A code that can be read out on the phone: no letter or digit that looks like another, no vowels that make words.
 *
 * @param text eight characters, in upper case
 */
public record ReferralCode(String text) {

    private static final String ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. There are 378 billion, so that none is guessed. */
    static ReferralCode random() {
        var text = new StringBuilder(LENGTH);
        for (var i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new ReferralCode(text.toString());
    }

    /** Reads a code as people type it: in any case, with blanks and hyphens. Empty for what cannot be one. */
    public static Optional<ReferralCode> parse(String text) {
        var code = text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        var plausible = code.length() == LENGTH && code.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
        return plausible ? Optional.of(new ReferralCode(code)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
