package dev.trellis.handoff;

import java.util.List;

/** Sales found contacts qualified. Published in the transaction that recorded it. */
public record HandoffQualified(List<Handoff> handoffs) {}
