package dev.trellis.email;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Breaks off what renders for too long or takes too much memory, on the thread on which it renders. */
final class RenderDeadline implements AutoCloseable {

    static final Duration LONGEST = Duration.ofSeconds(2);

    /** A mail takes a few hundred kilobytes. */
    private static final long MOST_BYTES = 64L << 20;

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Set<RenderDeadline> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // Looks by itself every now and then: waking it for each mail would cost more than rendering the mail.
        Thread.ofPlatform().daemon().name("render-deadlines").start(RenderDeadline::watch);
    }

    private final Thread thread = Thread.currentThread();
    private final long end = System.nanoTime() + LONGEST.toNanos();
    private final long allocated = THREADS.getCurrentThreadAllocatedBytes();
    private boolean over;
    private @Nullable String broken;

    private RenderDeadline() {}

    /** Starts the time of what the current thread is about to render. */
    static RenderDeadline start() {
        var deadline = new RenderDeadline();
        RUNNING.add(deadline);
        return deadline;
    }

    /** Why it was broken off; null if it was not. */
    synchronized @Nullable String broken() {
        return broken;
    }

    /** What comes afterwards on the thread is not broken off. */
    @Override
    public synchronized void close() {
        RUNNING.remove(this);
        over = true;
        if (broken != null) {
            var unused = Thread.interrupted();
        }
    }

    private void look(long now) {
        if (now - end > 0) {
            breakOff("takes longer than " + LONGEST.toSeconds() + " seconds to render");
        } else if (THREADS.getThreadAllocatedBytes(thread.threadId()) - allocated > MOST_BYTES) {
            breakOff("takes more than " + (MOST_BYTES >> 20) + " MB of memory to render");
        }
    }

    private synchronized void breakOff(String why) {
        if (!over) {
            broken = why;
            thread.interrupt();
        }
    }

    private static void watch() {
        while (true) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            long now = System.nanoTime();
            RUNNING.forEach(deadline -> deadline.look(now));
        }
    }
}
