package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import java.time.LocalDate;

/** A customer has left. Published in the transaction that recorded it. */
public record CustomerChurned(ContactId contactId, LocalDate on, String reason) {}
