package dev.trellis.console;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a contact rests.
 *
 * @param dealId the deal that was lost last
 * @param competitor whom the contact chose instead
 * @param contractEndsOn how long it is bound to them
 * @param recycle whether sales wants it to come back at all
 * @param returnsOn the day it comes back by itself; null for never
 */
public record ClosedLost(
        UUID dealId,
        String deal,
        String reason,
        LocalDate lostOn,
        @Nullable String competitor,
        @Nullable LocalDate contractEndsOn,
        boolean recycle,
        @Nullable LocalDate returnsOn) {}
