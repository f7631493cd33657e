package dev.trellis.contact;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which contacts a list holds.
 *
 * @param updatedSince only those that changed at this time or later
 * @param source only those that first came from there
 * @param condition a further SQL condition on {@code contact c}, for features above that filter by what they keep;
 *     never made from what a caller gave
 * @param parameters the named parameters of the condition
 */
public record ContactQuery(
        @Nullable Instant updatedSince,
        @Nullable String source,
        @Nullable String condition,
        Map<String, Object> parameters) {

    public static final ContactQuery ALL = new ContactQuery(null, null, null, Map.of());

    public ContactQuery(@Nullable Instant updatedSince, @Nullable String source) {
        this(updatedSince, source, null, Map.of());
    }

    /** The same with a further condition, such as {@code exists (select 1 from … where contact_id = c.id)}. */
    public ContactQuery and(String condition, Map<String, Object> parameters) {
        return new ContactQuery(updatedSince, source, condition, parameters);
    }
}
