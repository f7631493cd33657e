package dev.trellis.email;

import dev.trellis.contact.ContactId;
import dev.trellis.email.smtp.BounceClass;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Emails that the relay had accepted came back. Published in the transaction that recorded it. */
public record EmailBounced(List<Bounced> emails) {

    /**
     * One that came back.
     *
     * @param suppressed whether its address is written to no more
     */
    public record Bounced(
            UUID sendId, ContactId contactId, String template, BounceClass about, boolean suppressed, Instant at) {}
}
