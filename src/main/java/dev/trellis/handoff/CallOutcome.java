package dev.trellis.handoff;

import dev.trellis.platform.InvalidValueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a call went. */
public enum CallOutcome {
    REACHED,
    NO_ANSWER,
    LEFT_MESSAGE,
    WRONG_NUMBER;

    /** The word that pages, the API and the activity {@code call-logged} use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is worth trying again. */
    boolean isWorthAnotherTry() {
        return this == NO_ANSWER || this == LEFT_MESSAGE;
    }

    /** The outcome that is called so. */
    public static CallOutcome of(@Nullable String label) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "outcome",
                        "must be one of "
                                + Arrays.stream(values())
                                        .map(CallOutcome::label)
                                        .collect(Collectors.joining(", "))));
    }
}
