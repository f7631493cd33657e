package dev.trellis.contact;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Something a contact did or that happened to it. Never changed once recorded.
 *
 * @param type kebab-case name, such as {@code demo-requested}
 * @param at when it happened
 * @param recordedAt when we heard of it
 */
public record Activity(
        UUID id, ContactId contactId, String type, Instant at, Instant recordedAt, Map<String, Object> properties) {}
