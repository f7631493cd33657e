package dev.trellis.deal;

import dev.trellis.deal.Quote.Answer;
import dev.trellis.platform.Ids;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Quotes that were never stored, for tests that only need one to look at. Unless something else is said, it is Q-1 over
 * ten euros, valid until the end of March 2026 in UTC, without a document, and nobody has looked at it.
 */
public final class QuoteBuilder {

    private UUID id = Ids.next();
    private UUID dealId = Ids.next();
    private BigDecimal amount = BigDecimal.TEN;
    private LocalDate validUntil = LocalDate.of(2026, 3, 31);
    private ZoneId zone = ZoneOffset.UTC;
    private @Nullable URI url;
    private @Nullable Answer answer;
    private @Nullable Instant withdrawnAt;

    private QuoteBuilder() {}

    public static QuoteBuilder aQuote() {
        return new QuoteBuilder();
    }

    public QuoteBuilder id(UUID id) {
        this.id = id;
        return this;
    }

    public QuoteBuilder dealId(UUID dealId) {
        this.dealId = dealId;
        return this;
    }

    /** Over so many euros. */
    public QuoteBuilder amount(String amount) {
        this.amount = new BigDecimal(amount);
        return this;
    }

    public QuoteBuilder validUntil(LocalDate day) {
        this.validUntil = day;
        return this;
    }

    /** Where its last day ends. */
    public QuoteBuilder zone(ZoneId zone) {
        this.zone = zone;
        return this;
    }

    public QuoteBuilder url(@Nullable URI url) {
        this.url = url;
        return this;
    }

    /** What was said to it at once; null for nothing. */
    public QuoteBuilder answer(@Nullable Answer answer) {
        this.answer = answer;
        return this;
    }

    public QuoteBuilder withdrawnAt(@Nullable Instant withdrawnAt) {
        this.withdrawnAt = withdrawnAt;
        return this;
    }

    public Quote build() {
        return new Quote(
                id,
                dealId,
                "Q-1",
                amount,
                "EUR",
                validUntil,
                zone,
                url,
                null,
                Instant.EPOCH,
                0,
                null,
                null,
                answer,
                answer == null ? null : Instant.EPOCH,
                null,
                withdrawnAt,
                null);
    }
}
