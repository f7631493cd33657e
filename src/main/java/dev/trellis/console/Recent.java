package dev.trellis.console;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that is asked for more often than it is worth finding out. While it is fresh it is given again. One that is
 * no longer fresh, and not yet too old, is given as well, once more, while the next one is found out in the background.
 */
final class Recent<T> {

    private static final Logger log = LoggerFactory.getLogger(Recent.class);

    private final long freshNanos;
    private final long oldestNanos;
    private final Supplier<T> source;
    private final Executor background;
    private final LongSupplier nanos;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Answer<T> answer;

    /** An answer of which whoever asks never gets one that is not fresh, and waits for the next. */
    Recent(Duration fresh, Supplier<T> source) {
        this(fresh, fresh, source);
    }

    /**
     * An answer that takes long to find out.
     *
     * @param oldest how old it may be when it is given, and nobody waits
     */
    Recent(Duration fresh, Duration oldest, Supplier<T> source) {
        this(fresh, oldest, source, work -> Thread.ofVirtual().start(work), System::nanoTime);
    }

    Recent(Duration fresh, Duration oldest, Supplier<T> source, Executor background, LongSupplier nanos) {
        this.freshNanos = fresh.toNanos();
        this.oldestNanos = oldest.toNanos();
        this.source = source;
        this.background = background;
        this.nanos = nanos;
    }

    T get() {
        var known = answer;
        if (known == null || age(known) > oldestNanos) {
            return next(oldestNanos);
        }
        if (age(known) > freshNanos && asking.compareAndSet(false, true)) {
            background.execute(this::ask);
        }
        return known.value();
    }

    private void ask() {
        try {
            var unused = next(freshNanos);
        } catch (RuntimeException ex) {
            log.debug("An answer stays as it was", ex);
        } finally {
            asking.set(false);
        }
    }

    /** Finds out the next answer, unless another has meanwhile found one that is not older than this. */
    private synchronized T next(long old) {
        var known = answer;
        if (known == null || age(known) > old) {
            known = new Answer<>(source.get(), nanos.getAsLong());
            answer = known;
        }
        return known.value();
    }

    private long age(Answer<T> known) {
        return nanos.getAsLong() - known.at();
    }

    private record Answer<T>(T value, long at) {}
}
