package dev.trellis.deal;

import java.util.List;

/** Deals were won. Published in the transaction that recorded it. */
public record DealWon(List<Deal> deals) {}
