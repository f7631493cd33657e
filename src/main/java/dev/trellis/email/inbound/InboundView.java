package dev.trellis.email.inbound;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that arrived, and what was done about it.
 *
 * @param kind see {@link InboundKind#label()}
 * @param source where it came from: {@code mailbox}, {@code api} or {@code relay:<format>}
 * @param text what a person wrote, or the words of a refusal
 * @param doubt whether it could be forged and waits for somebody ({@code open}), and what they decided:
 *     {@code confirmed} or {@code dismissed}; null where there is nothing to decide
 * @param known whether it had been read before, so that nothing was done now
 */
record InboundView(
        UUID id,
        String kind,
        String source,
        Instant receivedAt,
        @Nullable UUID sendId,
        @Nullable UUID contactId,
        @Nullable String from,
        @Nullable String subject,
        @Nullable String bounceClass,
        @Nullable String bounceStatus,
        @Nullable String text,
        String done,
        @Nullable String doubt,
        boolean known) {

    InboundView asKnown() {
        return new InboundView(
                id,
                kind,
                source,
                receivedAt,
                sendId,
                contactId,
                from,
                subject,
                bounceClass,
                bounceStatus,
                text,
                done,
                doubt,
                true);
    }
}
