package dev.trellis.handoff;

import java.util.List;

/** Contacts left the stage before sales had decided. Published in the transaction that recorded it. */
public record HandoffWithdrawn(List<Handoff> handoffs) {}
