package dev.trellis.deal;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Why a deal was lost.
 *
 * @param reason one of the {@link LossReason}s
 * @param recycle whether the contact may come back to nurture
 * @param competitor who won it instead
 * @param contractEndsOn when the contract with the competitor ends
 */
public record Loss(
        String reason,
        boolean recycle,
        @Nullable String competitor,
        @Nullable LocalDate contractEndsOn) {}
