package dev.trellis.referral;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a referrer has earned.
 *
 * @param contactId who earned it
 * @param settledBy who gave it out or took it back
 */
public record Reward(
        UUID id,
        UUID referralId,
        ContactId contactId,
        State state,
        Instant createdAt,
        @Nullable Instant settledAt,
        @Nullable String settledBy) {

    /** How a reward stands. */
    public enum State {
        PENDING,
        GRANTED,
        /** The money for the referred deal went back before the reward was given out. */
        VOID;

        /** The word that the API uses. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The state that the API calls so.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }
}
