package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInThrottleTests {

    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private final SignInThrottle throttle = new SignInThrottle(() -> now);

    @Test
    void fiveMistakesAreFree() {
        fail(4);

        assertThat(throttle.mustRest("10.0.0.1")).isFalse();
    }

    @Test
    void theFifthMistakeCostsAMinuteAndSoDoesEachFurther() {
        fail(5);
        assertThat(throttle.mustRest("10.0.0.1")).isTrue();

        now = now.plus(Duration.ofSeconds(61));
        assertThat(throttle.mustRest("10.0.0.1")).isFalse();

        fail(1);
        assertThat(throttle.mustRest("10.0.0.1")).isTrue();
    }

    @Test
    void nobodyElseHasToRest() {
        fail(9);

        assertThat(throttle.mustRest("10.0.0.2")).isFalse();
    }

    @Test
    void theRightPasswordForgetsTheMistakes() {
        fail(4);
        throttle.forget("10.0.0.1");
        fail(4);

        assertThat(throttle.mustRest("10.0.0.1")).isFalse();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throttle.remember("10.0.0.1");
        }
    }
}
