package dev.trellis.nurturing;

import java.util.List;

/**
 * A header that steps of some type carry.
 *
 * @param name its name; one ending in {@code .*} stands for a family that differs after the dot
 * @param choices what it may say, for {@link Content#CHOICE}
 */
public record StepHeader(String name, boolean required, Content content, List<String> choices) {

    /** What a header's value means, and so what is checked about it. */
    public enum Content {
        TEXT,
        CHOICE,
        NUMBER,
        /** An ISO 8601 duration such as {@code PT4H} or {@code P3D}. */
        DURATION,
        /** A folder under {@code templates/email}. */
        TEMPLATE,
        /** A stage of the lifecycle. */
        STAGE,
        /** Stages of the lifecycle, separated by commas. */
        STAGES,
        /** Countries by code or name, separated by commas. */
        COUNTRIES,
        /** Names of {@link ContactFact}s, separated by commas. */
        FACTS
    }

    static StepHeader required(String name, Content content) {
        return new StepHeader(name, true, content, List.of());
    }

    static StepHeader required(String name, String... choices) {
        return new StepHeader(name, true, Content.CHOICE, List.of(choices));
    }

    static StepHeader optional(String name, Content content) {
        return new StepHeader(name, false, content, List.of());
    }

    static StepHeader optional(String name, String... choices) {
        return new StepHeader(name, false, Content.CHOICE, List.of(choices));
    }

    /** Whether this is the header a step wrote. */
    boolean covers(String written) {
        return name.endsWith(".*") ? written.startsWith(name.substring(0, name.length() - 1)) : name.equals(written);
    }
}
