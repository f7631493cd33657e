package dev.trellis.deal;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What to change about a deal; what is null stays. */
public record DealChange(
        @Nullable String name,
        @Nullable BigDecimal amount,
        @Nullable String currency,
        @Nullable LocalDate expectedCloseOn,
        @Nullable String owner,
        @Nullable String step,
        @Nullable LocalDate renewsOn,
        @Nullable BigDecimal recurringAmount) {}
