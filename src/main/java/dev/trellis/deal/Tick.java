package dev.trellis.deal;

import java.time.Instant;

/**
 * That somebody confirmed something about a deal.
 *
 * @param confirmation the id of what was confirmed
 */
public record Tick(long confirmation, Instant at, String actor) {}
