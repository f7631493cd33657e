package dev.trellis.deal;

import dev.trellis.platform.InvalidValueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a step of the pipeline may ask for and the database can answer. The amount is not among them: every deal has
 * one.
 *
 * <p>A fact more is a constant more here and a {@link FactSource} that knows it.
 */
public enum StepFact {
    OWNER("an owner", "say on the deal whose it is"),
    EXPECTED_CLOSE("an expected close", "say on the deal when it should be decided"),
    NEXT_TASK("a next task", "set an open task for the contact"),
    CONVERSATION(
            "a talk with the contact", "log a call that reached somebody, a meeting or a demo; a reply counts, too"),
    MEETING("a meeting or demo", "log it on the deal"),
    QUALIFICATION("a qualification", "say on the deal what is known of budget, authority, need and timeline");

    private final String what;
    private final String how;

    StepFact(String what, String how) {
        this.what = what;
        this.how = how;
    }

    /** The word that the API uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is, in words that go on a sentence. */
    public String what() {
        return what;
    }

    /** How to give it. */
    public String how() {
        return how;
    }

    static StepFact of(String label) {
        return Arrays.stream(values())
                .filter(fact -> fact.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "facts",
                        "\"" + label + "\" is unknown; one of "
                                + Arrays.stream(values()).map(StepFact::label).collect(Collectors.joining(", "))));
    }
}
