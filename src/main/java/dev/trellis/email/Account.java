package dev.trellis.email;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of the emails of one template in one journey or broadcast.
 *
 * @param journey the id of the process whose steps wished them; null where no diagram did
 * @param broadcast null where they belong to none
 * @param reasons why those that were not sent were not, and why those that wait do, the most frequent first
 */
public record Account(
        @Nullable String journey, @Nullable UUID broadcast, String template, Sums sums, List<Reason> reasons) {

    /**
     * How often something was the reason.
     *
     * @param state see {@link SendState#label()}
     * @param reason in words, without what differs from one contact to the next
     */
    public record Reason(String state, String reason, long emails) {}
}
