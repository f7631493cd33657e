package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A deal to open, or, where a deal with this external id is known, what to change about it.
 *
 * @param currency ISO 4217 code
 * @param step where it stands in the pipeline; null for the first step
 * @param renewalOf the contact's won deal that it is to renew
 */
public record NewDeal(
        ContactId contactId,
        @Nullable String externalId,
        String name,
        BigDecimal amount,
        String currency,
        @Nullable LocalDate expectedCloseOn,
        @Nullable String owner,
        @Nullable String step,
        @Nullable UUID renewalOf) {}
