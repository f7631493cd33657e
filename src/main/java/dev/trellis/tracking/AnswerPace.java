package dev.trellis.tracking;

import dev.trellis.platform.security.Throttle;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Slows down who guesses the links that answer hand-offs, or presses their buttons without end. */
@Component
class AnswerPace {

    private static final Duration SPAN = Duration.ofMinutes(10);
    private static final Duration REST = Duration.ofMinutes(1);

    /** Links get mangled by mail programs, and a whole office may share an address. */
    private static final int FREE_GUESSES = 20;

    private static final int FREE_ANSWERS = 60;

    private final Throttle throttle;

    AnswerPace() {
        this(InstantSource.system());
    }

    AnswerPace(InstantSource time) {
        this.throttle = new Throttle(time, SPAN, REST);
    }

    /** How long nothing from this address is looked at; empty where it is at once. */
    Optional<Duration> rest(String address) {
        return Stream.of(throttle.rest(guesses(address), FREE_GUESSES), throttle.rest(answers(address), FREE_ANSWERS))
                .flatMap(Optional::stream)
                .max(Duration::compareTo);
    }

    /** A link came that is none of ours. */
    void guessed(String address) {
        throttle.count(guesses(address));
    }

    /** A button was pressed. */
    void answered(String address) {
        throttle.count(answers(address));
    }

    private static String guesses(String address) {
        return "guesses from " + address;
    }

    private static String answers(String address) {
        return "answers from " + address;
    }
}
