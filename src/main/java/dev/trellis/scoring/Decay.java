package dev.trellis.scoring;

import java.time.Duration;
import java.time.Instant;

/** How points fade: after each half-life half of them is left. */
final class Decay {

    /** The half-life of points that stay. */
    static final double NEVER = 0;

    private static final double SECONDS_A_DAY = 86_400;

    private Decay() {}

    /** What is left at one time of a point given at another; more than one where the time is before. */
    static double factor(double halfLifeDays, Instant given, Instant at) {
        if (halfLifeDays <= NEVER) {
            return 1;
        }
        var elapsed = Duration.between(given, at);
        double days = (elapsed.getSeconds() + elapsed.getNano() / 1e9) / SECONDS_A_DAY;
        return Math.pow(2, -days / halfLifeDays);
    }
}
