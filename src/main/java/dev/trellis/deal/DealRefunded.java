package dev.trellis.deal;

import java.util.List;

/** The money of won deals went back. Published in the transaction that recorded it. */
public record DealRefunded(List<Deal> deals) {}
