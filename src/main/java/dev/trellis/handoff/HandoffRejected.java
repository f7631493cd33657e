package dev.trellis.handoff;

import java.util.List;

/** Sales refused contacts. Published in the transaction that recorded it. */
public record HandoffRejected(List<Handoff> handoffs) {}
