package dev.trellis.email.inbound;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report that somebody has to decide about.
 *
 * @param kind {@code bounce}, {@code complaint} or {@code unsubscribe}
 * @param email the contact's address
 * @param sendId the mail that it is supposed to be about
 * @param from whom it says it is from
 * @param words what it says; null where that is in its form only
 */
public record Doubt(
        UUID id,
        String kind,
        Instant receivedAt,
        UUID contactId,
        String email,
        UUID sendId,
        @Nullable String from,
        @Nullable String words) {}
