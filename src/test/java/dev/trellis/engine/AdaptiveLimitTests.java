package dev.trellis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTests {

    private static final long FAST = Duration.ofMillis(10).toNanos();
    private static final long SLOW = Duration.ofMillis(400).toNanos();

    private final AdaptiveLimit limit = new AdaptiveLimit();

    @Test
    void noMoreAreLetThroughThanTheLimitSays() {
        assertThat(fill()).isEqualTo(AdaptiveLimit.START);
        limit.release();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        assertThat(limit.inFlight()).isEqualTo(AdaptiveLimit.START);
    }

    @Test
    void itGrowsWhileItIsUsedUpAndAnswersAreFast() {
        rounds(50, FAST);

        assertThat(limit.limit()).isGreaterThan(AdaptiveLimit.START + 40);
    }

    @Test
    void itDoesNotGrowWhileNobodyNeedsMore() {
        for (var i = 0; i < 1_000; i++) {
            limit.tryAcquire();
            limit.answered(FAST);
        }

        assertThat(limit.limit()).isEqualTo(AdaptiveLimit.START);
    }

    @Test
    void itShrinksWhenAnswersTakeSeveralTimesAsLongAsUsual() {
        rounds(30, FAST);
        var before = limit.limit();

        rounds(5, SLOW);

        assertThat(limit.limit()).isLessThan(before * 3 / 4);
    }

    @Test
    void slownessAloneDoesNotStrangleIt() {
        rounds(30, FAST);

        rounds(100, SLOW);

        assertThat(limit.limit()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aBurstOfRefusalsCutsItOnceAndALaterOneAgain() {
        fill();
        for (var i = 0; i < 10; i++) {
            limit.refused(0);
        }
        assertThat(limit.limit()).isEqualTo((int) (AdaptiveLimit.START * 0.7));

        limit.refused(Duration.ofSeconds(1).toNanos());
        assertThat(limit.limit()).isEqualTo((int) (AdaptiveLimit.START * 0.49));
    }

    @Test
    void somethingIsAlwaysLetThrough() {
        for (var second = 0; second < 100; second++) {
            limit.tryAcquire();
            limit.refused(Duration.ofSeconds(second).toNanos());
        }

        assertThat(limit.limit()).isEqualTo(AdaptiveLimit.LEAST);
        assertThat(limit.tryAcquire()).isTrue();
    }

    private int fill() {
        var taken = 0;
        while (limit.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    /** Each round uses the limit up, asks for one more, and gets all answers. */
    private void rounds(int rounds, long answersTake) {
        for (var round = 0; round < rounds; round++) {
            var taken = fill();
            for (var i = 0; i < taken; i++) {
                limit.answered(answersTake);
            }
        }
    }
}
