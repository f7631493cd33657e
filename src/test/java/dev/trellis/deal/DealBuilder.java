package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deals that were never stored, for tests that only need one to look at. Unless something else is said, it is an open
 * one over ten euros with somebody new.
 */
public final class DealBuilder {

    private final UUID id = Ids.next();
    private ContactId contactId = new ContactId(Ids.next());
    private Deal.State state = Deal.State.OPEN;
    private @Nullable LocalDate wonOn;
    private @Nullable LocalDate refundedOn;

    private DealBuilder() {}

    public static DealBuilder aDeal() {
        return new DealBuilder();
    }

    public DealBuilder contactId(ContactId contactId) {
        this.contactId = contactId;
        return this;
    }

    public DealBuilder lost() {
        this.state = Deal.State.LOST;
        return this;
    }

    public DealBuilder wonOn(LocalDate day) {
        this.state = Deal.State.WON;
        this.wonOn = day;
        return this;
    }

    /** When the money of a won one went back. */
    public DealBuilder refundedOn(LocalDate day) {
        this.refundedOn = day;
        return this;
    }

    public Deal build() {
        return new Deal(
                id,
                contactId,
                null,
                "Deal",
                BigDecimal.TEN,
                "EUR",
                null,
                null,
                "demo",
                state,
                wonOn,
                null,
                null,
                null,
                refundedOn,
                null,
                null,
                null,
                null,
                true,
                Instant.EPOCH,
                null,
                Instant.EPOCH);
    }
}
