package dev.trellis.deal;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deals were lost. Published in the transaction that recorded it. */
public record DealLost(List<Lost> deals) {

    /**
     * A lost deal and what it means for its contact.
     *
     * @param last whether the contact has no other open deal
     * @param closedLost whether the contact rests now: it was the last deal of somebody who is not a customer
     * @param recycleOn the day the contact comes back to nurture; null where it does not
     */
    public record Lost(
            Deal deal,
            boolean last,
            boolean closedLost,
            @Nullable LocalDate recycleOn) {}
}
