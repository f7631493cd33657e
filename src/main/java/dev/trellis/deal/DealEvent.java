package dev.trellis.deal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done with a deal.
 *
 * @param actor who did it
 * @param action opened, changed, moved, confirmed, unconfirmed, won, lost, refunded, renewed, or what happened to a
 *     quote: quote-sent, quote-viewed, quote-extended, quote-reissued, quote-accepted, quote-declined, quote-withdrawn,
 *     quote-expired
 */
public record DealEvent(
        Instant at,
        String actor,
        String action,
        @Nullable String fromStep,
        @Nullable String toStep,
        @Nullable String note) {}
