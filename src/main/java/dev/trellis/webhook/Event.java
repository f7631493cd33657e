package dev.trellis.webhook;

import dev.trellis.contact.ContactId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that webhooks may want to hear of.
 *
 * @param contact whom it is about; null where nothing about the contact may be kept
 * @param data the facts, in the order in which they are told
 */
record Event(EventType type, @Nullable ContactId contact, Map<String, @Nullable Object> data) {}
