package dev.trellis.backtest;

/** One set of tables, ready to judge leads. Several threads may ask it at once. */
interface Judge<L extends Lead> {

    /** Judges a lead and lets the trace know which rows decided. */
    Verdict judge(L lead, Trace trace);
}
