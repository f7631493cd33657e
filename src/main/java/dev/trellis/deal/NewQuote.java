package dev.trellis.deal;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A quote that was sent, as somebody wrote it down.
 *
 * @param amount null for the deal's
 * @param currency null for the deal's
 * @param timeZone where its last day ends; null for UTC
 * @param url where the document is, an https address
 */
public record NewQuote(
        @Nullable String number,
        @Nullable BigDecimal amount,
        @Nullable String currency,
        @Nullable LocalDate validUntil,
        @Nullable String timeZone,
        @Nullable String url,
        @Nullable String note) {}
