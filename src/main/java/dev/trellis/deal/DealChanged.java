package dev.trellis.deal;

import java.util.List;

/** Deals moved in the pipeline or have other values. Published in the transaction that stored them. */
public record DealChanged(List<Deal> deals) {}
