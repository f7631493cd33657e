package dev.trellis.handoff;

import java.util.List;

/** Sales took contacts on. Published in the transaction that recorded it. */
public record HandoffAccepted(List<Handoff> handoffs) {}
