package dev.trellis.feedback;

import java.util.Locale;

/** What somebody is who would recommend us with this score. */
public enum NpsCategory {
    PROMOTER,
    PASSIVE,
    DETRACTOR;

    static NpsCategory of(int score) {
        if (score >= 9) {
            return PROMOTER;
        }
        return score >= 7 ? PASSIVE : DETRACTOR;
    }

    /** The word that diagrams and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
