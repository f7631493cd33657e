package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a contact may buy, from the first talk until it is won or lost.
 *
 * @param externalId the key it has in a CRM
 * @param currency ISO 4217 code
 * @param owner the salesperson's address
 * @param step how far it has come in the pipeline
 * @param renewsOn when a won deal's contract ends unless it is renewed
 * @param recurringAmount what a won deal earns per contract term
 * @param renewalOf the won deal that this one is to renew
 * @param refundedOn when the money of a won deal went back
 * @param competitor to whom a lost deal was lost
 * @param contractEndsOn when the contract with that competitor ends
 * @param recycle whether the contact may come back to nurture after the deal was lost
 */
public record Deal(
        UUID id,
        ContactId contactId,
        @Nullable String externalId,
        String name,
        BigDecimal amount,
        String currency,
        @Nullable LocalDate expectedCloseOn,
        @Nullable String owner,
        String step,
        State state,
        @Nullable LocalDate wonOn,
        @Nullable LocalDate renewsOn,
        @Nullable BigDecimal recurringAmount,
        @Nullable UUID renewalOf,
        @Nullable LocalDate refundedOn,
        @Nullable String lostReason,
        @Nullable LocalDate lostOn,
        @Nullable String competitor,
        @Nullable LocalDate contractEndsOn,
        boolean recycle,
        Instant openedAt,
        @Nullable Instant closedAt,
        Instant updatedAt) {

    /** How a deal stands. */
    public enum State {
        OPEN,
        WON,
        LOST;

        /** The word that the API uses. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }
}
