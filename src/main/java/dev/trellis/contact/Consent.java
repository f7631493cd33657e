package dev.trellis.contact;

import java.time.Instant;

/**
 * What a contact said about a topic, and how we know.
 *
 * @param topic kebab-case name, or {@link Consents#EVERYTHING}
 */
public record Consent(ContactId contactId, String topic, ConsentState state, String evidence, Instant changedAt) {}
