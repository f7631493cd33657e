package dev.trellis.webhook;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that a webhook is to be told.
 *
 * @param id grows from one to the next, so that a receiver can put them in order
 * @param messageId the same for every attempt, so that a receiver can tell repeats
 * @param type the {@link EventType}'s label
 * @param data the facts, as JSON
 * @param dueAt when it is tried next
 * @param lastStatus what the last attempt was answered with; null where there was no answer
 * @param lastAnswer the beginning of that answer, or why there was none
 */
public record Delivery(
        long id,
        UUID webhookId,
        String messageId,
        String type,
        @Nullable UUID contactId,
        String data,
        State state,
        int attempts,
        Instant occurredAt,
        Instant dueAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Integer lastStatus,
        @Nullable String lastAnswer,
        @Nullable Instant finishedAt) {

    /** How it stands. */
    public enum State {
        WAITING,
        DELIVERED,
        /** Tried as often as we try; somebody may have it tried again. */
        DEAD;

        /** The word that the API uses. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String label) {
            return Arrays.stream(values())
                    .filter(state -> state.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(label + " is no state of a delivery"));
        }
    }
}
