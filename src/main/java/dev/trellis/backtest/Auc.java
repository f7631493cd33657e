package dev.trellis.backtest;

import java.util.Arrays;
import java.util.Optional;

/**
 * The area under the ROC curve: how often a lead that was won stands higher than one that was not. A half is what
 * throwing dice gives, 1 is perfect.
 *
 * <p>Computed from the pairs, as Mann and Whitney's U divided by their number; pairs that stand level count half. The
 * interval is that of DeLong, DeLong and Clarke-Pearson (1988), whose method also compares two areas over the same
 * leads, which a glance at two intervals does not.
 */
final class Auc {

    /** Of a normal distribution 95 % lies within so many standard deviations. */
    static final double WITHIN = 1.959964;

    private final double value;
    private final double[] ofWon;
    private final double[] ofOthers;

    private Auc(double value, double[] ofWon, double[] ofOthers) {
        this.value = value;
        this.ofWon = ofWon;
        this.ofOthers = ofOthers;
    }

    /** The area for these standings; empty where there is nobody to compare with. */
    static Optional<Auc> of(double[] won, double[] others) {
        if (won.length == 0 || others.length == 0) {
            return Optional.empty();
        }
        var ofWon = shareBelow(won, others);
        var ofOthers = shareBelow(others, won);
        for (int i = 0; i < ofOthers.length; i++) {
            ofOthers[i] = 1 - ofOthers[i];
        }
        return Optional.of(new Auc(mean(ofWon), ofWon, ofOthers));
    }

    /** For each value the share of the others that lie below it, those level with it counted half. */
    private static double[] shareBelow(double[] values, double[] others) {
        var sorted = others.clone();
        Arrays.sort(sorted);
        var shares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = firstNotBelow(sorted, values[i]);
            int notAbove = firstNotBelow(sorted, Math.nextUp(values[i]));
            shares[i] = (below + notAbove) / 2.0 / sorted.length;
        }
        return shares;
    }

    private static int firstNotBelow(double[] sorted, double value) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    double value() {
        return value;
    }

    /** The interval in which the area lies with 95 % certainty. */
    Interval interval() {
        return isMeasurable() ? Interval.around(value, Math.sqrt(covariance(this)), 0, 1) : new Interval(value, 0, 1);
    }

    /** By how much this area is larger than another over the same leads, with 95 % certainty. */
    Interval lead(Auc other) {
        if (!isMeasurable()) {
            return new Interval(value - other.value, -1, 1);
        }
        double variance = covariance(this) + other.covariance(other) - 2 * covariance(other);
        return Interval.around(value - other.value, Math.sqrt(Math.max(0, variance)), -1, 1);
    }

    /** A single lead does not show how much leads differ. */
    private boolean isMeasurable() {
        return ofWon.length > 1 && ofOthers.length > 1;
    }

    private double covariance(Auc other) {
        return covariance(ofWon, other.ofWon) / ofWon.length + covariance(ofOthers, other.ofOthers) / ofOthers.length;
    }

    private static double covariance(double[] one, double[] other) {
        double mean = mean(one);
        double otherMean = mean(other);
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (one[i] - mean) * (other[i] - otherMean);
        }
        return sum / (one.length - 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
