package dev.trellis.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * How busy the workers are: the feedback that paces the bulk lane.
 *
 * <p>The engine hands jobs out oldest first. Contacts that were let in faster than the workers get on would stand
 * before everyone who comes later, urgent or not.
 */
@Component
class JobLoad {

    /** How many jobs of one type are in hand at once. */
    static final int MOST_PER_TYPE = 48;

    private static final int FULL_FROM = 36;

    private final Map<String, AtomicInteger> inHand = new ConcurrentHashMap<>();

    void begin(String jobType) {
        inHand.computeIfAbsent(jobType, type -> new AtomicInteger()).incrementAndGet();
    }

    void end(String jobType) {
        inHand.computeIfAbsent(jobType, type -> new AtomicInteger()).decrementAndGet();
    }

    boolean isIdle() {
        return inHand.values().stream().allMatch(jobs -> jobs.get() == 0);
    }

    /** Whether the workers of some type have as much as they can do, so that more of it waits at the engine. */
    boolean isFull() {
        for (var jobs : inHand.values()) {
            if (jobs.get() >= FULL_FROM) {
                return true;
            }
        }
        return false;
    }
}
