package dev.trellis.feedback;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question to a contact, and the answer once it is there.
 *
 * @param answeredAt when it was answered first
 * @param changedAt when the answer was last corrected
 * @param corrections how often it was
 * @param score from 0 to 10
 */
public record Feedback(
        UUID id,
        ContactId contactId,
        FeedbackKind kind,
        Instant requestedAt,
        @Nullable Instant answeredAt,
        @Nullable Instant changedAt,
        int corrections,
        @Nullable Integer score,
        @Nullable String comment) {

    public boolean isAnswered() {
        return answeredAt != null;
    }

    /** Promoter, passive or detractor; null before the answer. */
    public @Nullable NpsCategory category() {
        return score == null ? null : NpsCategory.of(score);
    }
}
