package dev.trellis.webhook.inbound;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was told to us.
 *
 * @param messageId the sender's id for it, by which repeats are known
 * @param state received, done, ignored (a type we do not know) or failed
 * @param outcome what was done, or why not
 */
public record HookMessage(
        long id,
        UUID sourceId,
        String messageId,
        String type,
        @Nullable UUID contactId,
        String body,
        String state,
        String outcome,
        Instant receivedAt) {}
