package dev.trellis.deal;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An offer for a deal, as it was sent. The document stays where the company keeps it.
 *
 * @param number what it is called on paper; no other quote of the deal is called so
 * @param currency ISO 4217 code
 * @param validUntil its last day
 * @param zone in which that day ends
 * @param url where the document is
 * @param views how often people looked at it, as far as one can tell
 * @param answer what was said to it
 * @param saidBy who of the customer's people said so
 * @param closedBy who wrote the answer down or took the quote back
 */
public record Quote(
        UUID id,
        UUID dealId,
        String number,
        BigDecimal amount,
        String currency,
        LocalDate validUntil,
        ZoneId zone,
        @Nullable URI url,
        @Nullable String note,
        Instant sentAt,
        int views,
        @Nullable Instant firstViewedAt,
        @Nullable Instant lastViewedAt,
        @Nullable Answer answer,
        @Nullable Instant answeredAt,
        @Nullable String saidBy,
        @Nullable Instant withdrawnAt,
        @Nullable String closedBy) {

    /** The first moment at which it is not valid any more. */
    public Instant expiresAt() {
        return validUntil.plusDays(1).atStartOfDay(zone).toInstant();
    }

    /** The same quote with another last day. */
    Quote until(LocalDate day, ZoneId whereItEnds) {
        return new Quote(
                id,
                dealId,
                number,
                amount,
                currency,
                day,
                whereItEnds,
                url,
                note,
                sentAt,
                views,
                firstViewedAt,
                lastViewedAt,
                answer,
                answeredAt,
                saidBy,
                withdrawnAt,
                closedBy);
    }

    /** Whether nobody has answered it or taken it back; it may have expired. */
    public boolean isOpen() {
        return answer == null && withdrawnAt == null;
    }

    /**
     * How it stands at a moment. What was open when its deal was won or lost does not expire any more.
     *
     * @param deal the deal it is for
     */
    public State state(Deal deal, Instant now) {
        if (withdrawnAt != null) {
            return State.WITHDRAWN;
        }
        if (answer != null) {
            return answer == Answer.ACCEPTED ? State.ACCEPTED : State.DECLINED;
        }
        var moment = deal.closedAt() == null ? now : deal.closedAt();
        if (!moment.isBefore(expiresAt())) {
            return State.EXPIRED;
        }
        return views > 0 ? State.VIEWED : State.SENT;
    }

    /** What somebody says to a quote. */
    public enum Answer {
        ACCEPTED,
        DECLINED;

        /** The word that the API uses. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Answer of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** How a quote stands. */
    public enum State {
        SENT,
        VIEWED,
        ACCEPTED,
        DECLINED,
        EXPIRED,
        WITHDRAWN;

        /** The word that the API uses. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
