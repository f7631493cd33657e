package dev.trellis.email;

import java.util.Locale;
import java.util.Optional;

/** By what mail can be stopped. */
public enum HoldKind {
    STREAM,
    /** The id of the process whose steps send it. */
    JOURNEY,
    TEMPLATE,
    BROADCAST,
    RELAY;

    /** The word that the database and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this word, if there is one. */
    public static Optional<HoldKind> find(String label) {
        for (var kind : values()) {
            if (kind.label().equals(label)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
