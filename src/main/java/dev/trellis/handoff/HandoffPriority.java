package dev.trellis.handoff;

import java.util.Locale;

/** How soon a hand-off wants an answer. */
public enum HandoffPriority {
    NORMAL,
    HIGH;

    /** The word that diagrams and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The priority that diagrams and the API call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static HandoffPriority of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
