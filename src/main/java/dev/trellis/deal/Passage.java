package dev.trellis.deal;

import org.jspecify.annotations.Nullable;

/**
 * On what terms a deal moves to another step.
 *
 * @param expectedStep where whoever moves it believes it to be; null for wherever it is
 * @param override why it may go on although facts are missing; null where it may not
 */
public record Passage(
        @Nullable String expectedStep, @Nullable String override) {

    public static final Passage PLAIN = new Passage(null, null);

    public Passage {
        override = DealRules.optional("override", override);
        expectedStep = DealRules.optional("expectedStep", expectedStep);
    }

    /** A move that is let through, and recorded with what was missing. */
    public static Passage overridden(String why) {
        return new Passage(null, why);
    }
}
