package dev.trellis.handoff;

import java.util.Locale;

/** What the step that opened a hand-off waits for. */
public enum WaitsFor {
    /** Accepted or rejected. */
    DECISION,
    /** Qualified or returned, or rejected in the first place. */
    OUTCOME;

    /** The word that diagrams use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What diagrams call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static WaitsFor of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
