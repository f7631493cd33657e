package dev.trellis.email;

import java.util.Locale;
import java.util.Optional;

/** What kind of mail it is, which decides what it needs and what may stop it. */
public enum Stream {
    /** Someone asked for it just now, such as a confirmation. */
    TRANSACTIONAL,
    /** To one of us. */
    INTERNAL,
    /** Needs the contact's consent, and is capped, paused and withdrawn. */
    MARKETING;

    /** The word that templates, the database and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Stream of(String label) {
        return find(label).orElseThrow(() -> new IllegalArgumentException("No stream is called " + label));
    }

    static Optional<Stream> find(String label) {
        for (var stream : values()) {
            if (stream.label().equals(label)) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }
}
