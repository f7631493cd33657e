package dev.trellis.platform.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down who tries too often: what is free is free, and after that each further try has to wait for a rest after
 * the one before. Counted anew when a span of time is over.
 *
 * <p>It is kept in this instance's memory and forgets the oldest first, so that guessing costs time and not memory.
 */
public final class Throttle {

    private static final int REMEMBERED = 10_000;

    private final InstantSource time;
    private final Duration span;
    private final Duration rest;
    private final Map<String, Tries> tries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param span after which tries are counted anew
     * @param rest between tries once too many came
     */
    public Throttle(InstantSource time, Duration span, Duration rest) {
        this.time = time;
        this.span = span;
        this.rest = rest;
    }

    /** How long whoever is meant by the key still has to rest after more than so many tries; empty for not at all. */
    public synchronized Optional<Duration> rest(String key, int free) {
        var known = tries.get(key);
        var now = time.instant();
        if (known == null || known.count() < free || isOver(known, now)) {
            return Optional.empty();
        }
        var until = known.last().plus(rest);
        return now.isBefore(until) ? Optional.of(Duration.between(now, until)) : Optional.empty();
    }

    /** One more try. */
    public synchronized void count(String key) {
        var now = time.instant();
        var known = tries.get(key);
        tries.put(
                key,
                known == null || isOver(known, now)
                        ? new Tries(1, now, now)
                        : new Tries(known.count() + 1, known.first(), now));
    }

    public synchronized void forget(String key) {
        tries.remove(key);
    }

    private boolean isOver(Tries known, Instant now) {
        return now.isAfter(known.first().plus(span));
    }

    private record Tries(int count, Instant first, Instant last) {}
}
