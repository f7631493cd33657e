package dev.trellis.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a contact.
 *
 * @param type one of {@link Timeline#TYPES}
 * @param details the rest, depending on the type
 */
@JsonPropertyOrder({"at", "type"})
public record TimelineItem(
        Instant at, String type, @JsonAnyGetter Map<String, @Nullable Object> details) {}
