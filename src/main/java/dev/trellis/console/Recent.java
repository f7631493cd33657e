package dev.trellis.console;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is asked for more often than it is worth finding out. */
final class Recent<T> {

    private final long freshNanos;
    private final Supplier<T> source;
    private @Nullable Answer<T> answer;

    Recent(Duration fresh, Supplier<T> source) {
        this.freshNanos = fresh.toNanos();
        this.source = source;
    }

    synchronized T get() {
        var known = answer;
        if (known == null || System.nanoTime() - known.at() > freshNanos) {
            known = new Answer<>(source.get(), System.nanoTime());
            answer = known;
        }
        return known.value();
    }

    private record Answer<T>(T value, long at) {}
}
