package dev.trellis.engine;

import java.time.Duration;

/**
 * Finds how many commands the engine likes to have in flight, by feedback.
 *
 * <p>It grows by one for every window in which the limit was used up and answers came as fast as usual. It shrinks when
 * the engine refuses (back-pressure), and when answers take several times as long as they do at best: by then the
 * engine queues, and more in flight only makes it refuse. Thread-safe.
 */
final class AdaptiveLimit {

    static final int START = 20;
    static final int LEAST = 4;
    static final int MOST = 500;

    private static final int LEAST_WHEN_SLOW = 10;
    private static final int SMALLEST_WINDOW = 10;
    private static final long TOLERATED_NANOS = Duration.ofMillis(100).toNanos();
    private static final long CUT_PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private double limit = START;
    private int inFlight;
    private int windowAnswers;
    private long windowNanos;
    private boolean windowWasFull;
    private double usualNanos;
    private long lastCut;
    private boolean everCut;

    /** Takes a place in flight if there is one. */
    synchronized boolean tryAcquire() {
        if (inFlight >= (int) limit) {
            windowWasFull = true;
            return false;
        }
        inFlight++;
        return true;
    }

    /** Gives a place back without having learnt anything. */
    synchronized void release() {
        inFlight--;
    }

    /** The engine answered after this long. */
    synchronized void answered(long nanos) {
        inFlight--;
        windowAnswers++;
        windowNanos += nanos;
        if (windowAnswers >= Math.max(SMALLEST_WINDOW, (int) limit)) {
            closeWindow();
        }
    }

    /** The engine was too busy to take the command. Refusals of one burst count once. */
    synchronized void refused(long now) {
        inFlight--;
        if (!everCut || now - lastCut >= CUT_PAUSE_NANOS) {
            everCut = true;
            lastCut = now;
            limit = Math.max(LEAST, limit * 0.7);
            startWindow();
        }
    }

    synchronized int limit() {
        return (int) limit;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    private void closeWindow() {
        var average = (double) windowNanos / windowAnswers;
        if (usualNanos == 0 || average < usualNanos) {
            usualNanos = average;
        } else {
            // What is usual may change for good; forget the best times slowly.
            usualNanos += (average - usualNanos) * 0.02;
        }
        if (average > TOLERATED_NANOS && average > 4 * usualNanos) {
            // Slow answers may have another cause than us; only refusals bring the limit lower than this.
            if (limit > LEAST_WHEN_SLOW) {
                limit = Math.max(LEAST_WHEN_SLOW, limit * 0.9);
            }
        } else if (windowWasFull) {
            limit = Math.min(MOST, limit + 1);
        }
        startWindow();
    }

    private void startWindow() {
        windowAnswers = 0;
        windowNanos = 0;
        windowWasFull = false;
    }
}
