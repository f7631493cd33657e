package dev.trellis.backtest;

import java.util.Random;

/**
 * Deals leads into two halves, one to learn from and one to be tested on. The same seed and the same order of leads
 * give the same halves on every machine: the generator is fixed by Java's specification.
 */
final class Halves {

    private final Random random;

    Halves(long seed) {
        this.random = new Random(seed);
    }

    /** Whether the next lead is one to learn from. */
    boolean nextIsForLearning() {
        return random.nextBoolean();
    }
}
