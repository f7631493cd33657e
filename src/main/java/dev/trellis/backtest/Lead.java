package dev.trellis.backtest;

/** A lead of the past, as it was before its outcome. */
interface Lead {

    /** What it is called where it comes from. */
    String id();

    Past past();
}
