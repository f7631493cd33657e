package dev.trellis.email;

import java.util.Map;

/**
 * How many emails were planned, and where each of them is now: the others always add up to {@code planned}.
 *
 * @param waiting planned and not settled yet, in a sender's hands included
 */
public record Sums(
        long planned,
        long sent,
        long waiting,
        long suppressed,
        long capped,
        long expired,
        long failed,
        long unknown,
        long cancelled) {

    public static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Sums of(Map<SendState, Long> counts) {
        var sums = NONE;
        for (var count : counts.entrySet()) {
            sums = sums.plus(of(count.getKey(), count.getValue()));
        }
        return sums;
    }

    /** Every state has its place here, or this does not compile. */
    private static Sums of(SendState state, long n) {
        return switch (state) {
            case PLANNED, CLAIMED, HANDED_OVER -> new Sums(n, 0, n, 0, 0, 0, 0, 0, 0);
            case SENT -> new Sums(n, n, 0, 0, 0, 0, 0, 0, 0);
            case SUPPRESSED -> new Sums(n, 0, 0, n, 0, 0, 0, 0, 0);
            case CAPPED -> new Sums(n, 0, 0, 0, n, 0, 0, 0, 0);
            case EXPIRED -> new Sums(n, 0, 0, 0, 0, n, 0, 0, 0);
            case FAILED -> new Sums(n, 0, 0, 0, 0, 0, n, 0, 0);
            case UNKNOWN -> new Sums(n, 0, 0, 0, 0, 0, 0, n, 0);
            case CANCELLED -> new Sums(n, 0, 0, 0, 0, 0, 0, 0, n);
        };
    }

    public Sums plus(Sums other) {
        return new Sums(
                planned + other.planned,
                sent + other.sent,
                waiting + other.waiting,
                suppressed + other.suppressed,
                capped + other.capped,
                expired + other.expired,
                failed + other.failed,
                unknown + other.unknown,
                cancelled + other.cancelled);
    }
}
