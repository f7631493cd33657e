package dev.trellis.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts a job's attempts by the retries the engine keeps with it.
 *
 * <p>A step that sets no number of retries gets the engine's three, which cannot be told from a step that has three
 * left. So the attempts of such a step count 3, n, n-1, … without 3, 1: no second look at the diagram is needed.
 *
 * @param usual how often a step is tried that sets no number
 * @param firstPause before the second attempt; each later pause is four times as long
 */
record Attempts(int usual, Duration firstPause) {

    private static final int ENGINES_DEFAULT = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** How many attempts are left, the present one included. */
    int left(int retries, boolean stepSetsRetries) {
        if (stepSetsRetries || usual <= 1) {
            return stepSetsRetries ? Math.max(1, retries) : 1;
        }
        if (retries == ENGINES_DEFAULT) {
            return usual;
        }
        return retries > ENGINES_DEFAULT ? retries - 1 : Math.max(1, retries);
    }

    /** What to store with the job so that the next attempt finds this number left. */
    int retriesFor(int left, boolean stepSetsRetries) {
        return stepSetsRetries || left < ENGINES_DEFAULT ? left : left + 1;
    }

    /** How long to wait after the given number of failures, spread so that many jobs do not come back together. */
    Duration pauseAfter(int failures) {
        var factor = Math.pow(4, Math.clamp(failures - 1L, 0, 20));
        var millis = Math.min((double) LONGEST_PAUSE.toMillis(), firstPause.toMillis() * factor);
        var spread = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
        return Duration.ofMillis(Math.max(1, (long) (millis * spread)));
    }
}
