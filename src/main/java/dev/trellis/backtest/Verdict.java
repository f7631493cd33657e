package dev.trellis.backtest;

import dev.trellis.scoring.Fit;
import java.util.OptionalInt;

/**
 * What a set of tables says of one lead.
 *
 * @param points the most it ever had
 * @param standing those points less what a lead of its fit needs: what leads are ranked by, since it is what decides
 */
record Verdict(double points, double standing, String fit, Promotion promotion) {

    /** Below every standing with which a lead can be promoted at all. */
    private static final double OUT_OF_REACH = -1_000_000;

    /** The verdict on a lead with so many points of the fewest that promote one of its fit; empty where none do. */
    static Verdict of(double points, OptionalInt needed, Fit fit, Promotion promotion) {
        return new Verdict(
                points, points + (needed.isPresent() ? -needed.getAsInt() : OUT_OF_REACH), fit.label(), promotion);
    }

    boolean isPromoted() {
        return promotion != Promotion.NONE;
    }

    /** How a lead is promoted. */
    enum Promotion {
        NONE,
        BY_POINTS,
        /** It asked to be contacted, which needs no points. */
        BY_REQUEST
    }
}
