package dev.trellis.contact;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An activity to record.
 *
 * @param at when it happened; null for now
 * @param key tells repeats apart: of several with the same key only the first is recorded; null for always record
 */
public record NewActivity(
        ContactId contactId,
        String type,
        @Nullable Instant at,
        @Nullable String key,
        Map<String, Object> properties) {}
