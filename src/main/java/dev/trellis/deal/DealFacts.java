package dev.trellis.deal;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a diagram may want to know about a contact's deals.
 *
 * @param hasOpenDeal whether one is open
 * @param dealId the open deal opened last, else the last one won or lost; null where there never was any
 * @param recycles whether the contact rests after a lost deal and has a day on which it comes back
 * @param recycleOn that day
 * @param renewsOn the next contract end among the won deals
 */
public record DealFacts(
        boolean hasOpenDeal,
        @Nullable UUID dealId,
        boolean recycles,
        @Nullable LocalDate recycleOn,
        @Nullable LocalDate renewsOn) {}
