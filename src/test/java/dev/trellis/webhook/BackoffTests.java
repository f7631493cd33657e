package dev.trellis.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTests {

    @Test
    void tenAttemptsFitIntoAboutThreeDays() {
        var least = Duration.ZERO;
        var most = Duration.ZERO;
        for (int attempt = 1; attempt < Backoff.MOST_ATTEMPTS; attempt++) {
            least = least.plus(Backoff.after(attempt, null, () -> 0L).orElseThrow());
            most = most.plus(Backoff.after(attempt, null, () -> -1L).orElseThrow());
        }

        assertThat(Backoff.MOST_ATTEMPTS).isEqualTo(10);
        assertThat(least).isBetween(Duration.ofDays(3), Duration.ofHours(80));
        assertThat(most).isLessThan(Duration.ofDays(4));
        assertThat(Backoff.after(10, null, new Random(1))).isEmpty();
    }

    @Test
    void eachWaitIsSpread() {
        var random = new Random(1);

        assertThat(Backoff.after(2, null, random)).isNotEqualTo(Backoff.after(2, null, random));
    }

    @Test
    void theReceiverMayAskForMoreAndNotForLess() {
        assertThat(Backoff.after(1, Duration.ofHours(1), () -> 0L)).contains(Duration.ofHours(1));
        assertThat(Backoff.after(4, Duration.ofSeconds(1), () -> 0L)).contains(Duration.ofHours(2));
    }
}
