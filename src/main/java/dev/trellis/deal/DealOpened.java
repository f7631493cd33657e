package dev.trellis.deal;

import java.util.List;

/** Deals were opened. Published in the transaction that stored them. */
public record DealOpened(List<Deal> deals) {}
