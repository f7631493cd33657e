package dev.trellis.handoff;

import java.util.List;

/** Sales gave contacts back for more nurture. Published in the transaction that recorded it. */
public record HandoffReturned(List<Handoff> handoffs) {}
