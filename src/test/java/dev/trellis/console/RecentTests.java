package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RecentTests {

    private final Queue<Runnable> background = new ArrayDeque<>();
    private long nanos;
    private int asked;
    private boolean away;

    @Test
    void isFoundOutOnceWhileItIsFresh() {
        var recent = recent(2, 2);

        assertThat(recent.get()).isEqualTo(1);
        pass(2);
        assertThat(recent.get()).isEqualTo(1);
        pass(1);
        assertThat(recent.get()).isEqualTo(2);
        assertThat(background).isEmpty();
    }

    @Test
    void isGivenOnceMoreWhileTheNextIsFoundOut() {
        var recent = recent(2, 60);
        assertThat(recent.get()).isEqualTo(1);
        pass(3);

        assertThat(recent.get()).isEqualTo(1);
        assertThat(recent.get()).isEqualTo(1);
        assertThat(background).as("one is enough").hasSize(1);
        background.remove().run();

        assertThat(recent.get()).isEqualTo(2);
        assertThat(background).isEmpty();
    }

    @Test
    void whatIsTooOldIsWaitedFor() {
        var recent = recent(2, 60);
        assertThat(recent.get()).isEqualTo(1);
        pass(61);

        assertThat(recent.get()).isEqualTo(2);
        assertThat(background).isEmpty();
    }

    @Test
    void whatCannotBeFoundOutIsTriedAgainAndSaidOnceTheLastAnswerIsTooOld() {
        var recent = recent(2, 60);
        assertThat(recent.get()).isEqualTo(1);
        away = true;
        pass(3);

        assertThat(recent.get()).isEqualTo(1);
        background.remove().run();
        assertThat(recent.get()).isEqualTo(1);
        assertThat(background).hasSize(1);
        pass(60);
        assertThatIllegalStateException().isThrownBy(recent::get);
        away = false;
        assertThat(recent.get()).isEqualTo(2);
    }

    private Recent<Integer> recent(int fresh, int oldest) {
        return new Recent<>(
                Duration.ofSeconds(fresh), Duration.ofSeconds(oldest), this::answer, background::add, () -> nanos);
    }

    private int answer() {
        if (away) {
            throw new IllegalStateException("The database is away");
        }
        return ++asked;
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
