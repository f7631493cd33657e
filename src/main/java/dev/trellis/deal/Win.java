package dev.trellis.deal;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How a deal was won.
 *
 * @param wonOn null for today
 * @param renewsOn when the contract ends unless renewed
 * @param recurringAmount what it earns per contract term
 */
public record Win(
        @Nullable LocalDate wonOn,
        @Nullable LocalDate renewsOn,
        @Nullable BigDecimal recurringAmount) {}
