package dev.trellis.deal;

import java.time.Instant;

/**
 * How often people looked at a quote, as far as one can tell.
 *
 * @param number at least 1
 */
public record QuoteViews(int number, Instant first, Instant last) {}
