package dev.trellis.handoff;

import java.util.List;

/** Contacts were handed to sales. Published in the transaction that recorded it. */
public record HandoffOpened(List<Handoff> handoffs) {}
