package dev.trellis.email;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which variant of an email does better, decided once and never by looking early: when each has had as many mails as
 * was said beforehand, and every reader the time to act, the mails up to that number are compared. Later mail changes
 * nothing any more.
 *
 * @param state {@code waiting}, {@code winner} or {@code no-difference}
 * @param winner the variant that does better; null where none is known to
 * @param reason in words, with what is missing or how sure it is
 */
public record VariantDecision(String state, @Nullable String winner, String reason) {

    static final String WAITING = "waiting";
    static final String WINNER = "winner";
    static final String NO_DIFFERENCE = "no-difference";

    /** How often a winner may be declared where there is no difference. */
    private static final double ERROR = 0.05;

    /** With this many standard errors between them, a difference is found four times out of five. */
    private static final double FOUND_MOSTLY = 1.96 + 0.84;

    static VariantDecision of(List<Sampled> variants, int sample) {
        var missing = missing(variants, sample);
        if (missing != null) {
            return new VariantDecision(WAITING, null, missing);
        }
        int pairs = variants.size() * (variants.size() - 1) / 2;
        var best = variants.stream()
                .max(Comparator.comparingLong(Sampled::reached))
                .orElseThrow();
        double chance = variants.stream()
                .filter(other -> !other.equals(best))
                .mapToDouble(other -> chance(best, other) * pairs)
                .max()
                .orElse(1);
        double average = (double) variants.stream().mapToLong(Sampled::reached).sum() / variants.size() / sample;
        var found = String.format(
                Locale.ENGLISH,
                "%,d mails each find a difference of %.1f percentage points four times out of five",
                sample,
                100 * smallestDifference(average, sample));
        if (chance < ERROR) {
            return new VariantDecision(
                    WINNER,
                    best.variant(),
                    String.format(
                            Locale.ENGLISH,
                            "Chance alone would make such a difference in at most %.1f %% of all trials; %s",
                            Math.max(0.1, 100 * chance),
                            found));
        }
        return new VariantDecision(
                NO_DIFFERENCE,
                null,
                "The variants differ no more than chance makes them; " + found + ". Keep the one you like better");
    }

    private static @Nullable String missing(List<Sampled> variants, int sample) {
        if (variants.size() < 2) {
            return "There is one variant only";
        }
        var lacking = variants.stream()
                .filter(variant -> variant.sampled() < sample)
                .map(variant ->
                        String.format(Locale.ENGLISH, "%,d of %s", sample - variant.sampled(), variant.variant()))
                .toList();
        if (!lacking.isEmpty()) {
            return "Not decided: needs " + String.join(" and ", lacking) + " more";
        }
        return variants.stream()
                .map(Sampled::ripeAt)
                .filter(at -> at != null)
                .max(Comparator.naturalOrder())
                .map(at -> "Not decided: the last readers have until " + at + " to act")
                .orElse(null);
    }

    /** How likely chance alone makes two shares differ at least this much: the two-proportion z-test, both sides. */
    static double chance(Sampled one, Sampled other) {
        double first = (double) one.reached() / one.sampled();
        double second = (double) other.reached() / other.sampled();
        double together = (double) (one.reached() + other.reached()) / (one.sampled() + other.sampled());
        double error = Math.sqrt(together * (1 - together) * (1.0 / one.sampled() + 1.0 / other.sampled()));
        return error == 0 ? 1 : 2 * (1 - normal(Math.abs(first - second) / error));
    }

    /** The share's likely range: Wilson's interval, which holds for small numbers too. */
    static Range range(long reached, long sampled) {
        if (sampled == 0) {
            return new Range(0, 1);
        }
        double z = 1.96;
        double share = (double) reached / sampled;
        double middle = share + z * z / (2 * sampled);
        double width = z * Math.sqrt(share * (1 - share) / sampled + z * z / (4.0 * sampled * sampled));
        double scale = 1 + z * z / sampled;
        return new Range(Math.max(0, (middle - width) / scale), Math.min(1, (middle + width) / scale));
    }

    private static double smallestDifference(double share, int sample) {
        return FOUND_MOSTLY * Math.sqrt(2 * Math.max(share * (1 - share), 1.0 / sample) / sample);
    }

    /** The share of the normal distribution below, after Abramowitz and Stegun 26.2.17. */
    private static double normal(double z) {
        double t = 1 / (1 + 0.2316419 * z);
        double tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * tail;
    }

    /**
     * What is known of a variant's first mails.
     *
     * @param sampled how many of them there are, up to the size of the sample
     * @param reached how many of their readers did what they were to do
     * @param ripeAt until when the last reader has time; null where all had it
     */
    record Sampled(
            String variant,
            long sampled,
            long reached,
            @Nullable Instant ripeAt) {}

    /** Where a share lies in 95 of 100 cases. */
    public record Range(double from, double to) {}
}
