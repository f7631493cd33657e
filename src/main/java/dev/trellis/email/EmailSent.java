package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.UUID;

/** The relay accepted an email. */
public record EmailSent(UUID sendId, ContactId contactId, String template, Instant at) {}
