package dev.trellis.handoff;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a team shares what comes among those who are there and have room. */
public enum Strategy {
    /** Each in turn, whoever has waited longest first. */
    IN_TURN("each in turn"),
    /** Whoever works on the fewest. */
    FEWEST("whoever has the fewest"),
    /** In the measure of each one's capacity: who can work on twice as many gets twice as many. */
    BY_CAPACITY("in the measure of capacity");

    private final String title;

    Strategy(String title) {
        this.title = title;
    }

    /** The word that the API uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As people read it. */
    public String title() {
        return title;
    }

    /**
     * The strategy that the API calls so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Strategy of(String label) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + label + "\" is no way to share; it may be "
                        + Arrays.stream(values()).map(Strategy::label).collect(Collectors.joining(", "))));
    }
}
