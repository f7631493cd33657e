package dev.trellis.backtest;

import org.jspecify.annotations.Nullable;

/**
 * So many of so many.
 *
 * @param share the quotient with Wilson's interval (1927), which also holds for few and for none; null of nothing
 */
public record Share(long part, long of, @Nullable Interval share) {

    static Share of(long part, long of) {
        return new Share(part, of, of == 0 ? null : wilson(part, of));
    }

    private static Interval wilson(long part, long of) {
        double share = (double) part / of;
        double z = Auc.WITHIN;
        double spread = z * z / of;
        double centre = (share + spread / 2) / (1 + spread);
        double margin = z / (1 + spread) * Math.sqrt(share * (1 - share) / of + spread / (4 * of));
        return new Interval(share, Math.max(0, centre - margin), Math.min(1, centre + margin));
    }
}
