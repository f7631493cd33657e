package dev.trellis.backtest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Up to when what a contact did may be looked at. Afterwards sales was at work, and what it did tells its outcome.
 *
 * @param promotedAt when it was promoted, by what it had done until then; null if never
 * @param takenOverAt when sales took it up or its deal began, whichever came first; null if never
 */
record Cutoff(@Nullable Instant promotedAt, @Nullable Instant takenOverAt) {

    boolean admits(Instant at) {
        return (promotedAt == null || !at.isAfter(promotedAt)) && (takenOverAt == null || at.isBefore(takenOverAt));
    }
}
