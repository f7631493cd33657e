package dev.trellis.handoff;

import java.util.List;

/**
 * Hand-offs that nobody could take when they were opened were given to somebody. Published in the transaction that
 * recorded it.
 */
public record HandoffAssigned(List<Handoff> handoffs) {}
