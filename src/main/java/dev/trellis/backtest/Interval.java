package dev.trellis.backtest;

/** A number that was measured on some leads, and between which two it lies with 95 % certainty over all leads. */
public record Interval(double value, double low, double high) {

    static Interval around(double value, double deviation, double least, double most) {
        double margin = Auc.WITHIN * deviation;
        return new Interval(value, Math.max(least, value - margin), Math.min(most, value + margin));
    }
}
