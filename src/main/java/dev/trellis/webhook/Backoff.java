package dev.trellis.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait after each attempt that failed: the schedule that the Standard Webhooks specification proposes. */
final class Backoff {

    /** Ten attempts within about three days. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    static final int MOST_ATTEMPTS = WAITS.size() + 1;

    private static final double SPREAD = 0.2;

    private Backoff() {}

    /**
     * The wait after so many attempts, up to a fifth longer, so that what failed together does not come back together.
     *
     * @param asked how long the receiver wants to be left alone at least
     * @return nothing if that was the last attempt
     */
    static Optional<Duration> after(int attempts, @Nullable Duration asked, RandomGenerator random) {
        if (attempts >= MOST_ATTEMPTS) {
            return Optional.empty();
        }
        var wait = WAITS.get(Math.max(attempts, 1) - 1);
        var longest = asked == null || asked.compareTo(wait) < 0 ? wait : asked;
        return Optional.of(longest.plusMillis((long) (wait.toMillis() * SPREAD * random.nextDouble())));
    }
}
