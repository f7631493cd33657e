package dev.trellis.feedback;

import java.util.Locale;

/** What is asked. */
public enum FeedbackKind {
    /** How likely, from 0 to 10, the contact is to recommend us. */
    NPS,
    /** How it went, from 0 to 10, in the contact's own words. */
    SURVEY;

    /** The word that diagrams and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind that diagrams and the API call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FeedbackKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
