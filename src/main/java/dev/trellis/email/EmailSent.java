package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The relay accepted emails. Published in the transaction that recorded it. */
public record EmailSent(List<Sent> sends) {

    public record Sent(UUID sendId, ContactId contactId, String template, Instant at) {}
}
