package dev.trellis.email;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an {@link EmailRequest}.
 *
 * @param dueAt when it is to go out, as long as it is planned
 * @param reason why not, where it will not go out
 */
public record PlannedSend(
        UUID sendId,
        SendState state,
        Instant dueAt,
        @Nullable String reason) {}
