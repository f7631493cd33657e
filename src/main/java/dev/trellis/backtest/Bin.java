package dev.trellis.backtest;

import java.util.Locale;

/**
 * Some values of a column, and how it went with the leads that have them.
 *
 * @param test the condition that a table's cell says it with
 * @param words the same for people
 */
record Bin(String test, String words, long won, long others) {

    long leads() {
        return won + others;
    }

    Bin and(Bin other, String test, String words) {
        return new Bin(test, words, won + other.won, others + other.others);
    }

    /**
     * The weight of evidence: the logarithm of how much likelier a lead that was won has these values than one that was
     * not. Half a lead is added to both, so that a few leads without a win are no proof that there never is one.
     */
    double weight(long allWon, long allOthers) {
        return Math.log((won + 0.5) / (allWon + 1)) - Math.log((others + 0.5) / (allOthers + 1));
    }

    /** By how many standard errors the odds here differ from those of another. */
    double distance(Bin other) {
        double odds = Math.log((won + 0.5) / (others + 0.5)) - Math.log((other.won + 0.5) / (other.others + 0.5));
        return Math.abs(odds)
                / Math.sqrt(1 / (won + 0.5) + 1 / (others + 0.5) + 1 / (other.won + 0.5) + 1 / (other.others + 0.5));
    }

    String experience() {
        return String.format(
                Locale.ROOT, "%,d leads, %.0f %% won", leads(), leads() == 0 ? 0.0 : 100.0 * won / leads());
    }
}
