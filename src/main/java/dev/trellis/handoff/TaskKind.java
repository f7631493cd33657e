package dev.trellis.handoff;

import java.util.Locale;

/** What a task asks for. */
public enum TaskKind {
    CALL,
    GIFT,
    FOLLOW_UP,
    REVIEW;

    /** Whether it is about selling where nobody says otherwise. */
    public boolean sells() {
        return this != REVIEW;
    }

    /** The word that diagrams and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind that diagrams and the API call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TaskKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
