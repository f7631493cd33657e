package dev.trellis.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something the engine refused for good, set aside so that it blocks nothing.
 *
 * @param kind what the engine was asked to do, such as {@code publish} or {@code complete}
 * @param targetKey the job or process instance it is about; null for messages
 * @param problem what the engine said
 */
public record UndeliveredCommand(
        long id,
        String kind,
        @Nullable Long targetKey,
        @Nullable String messageName,
        @Nullable String correlationKey,
        String problem,
        Instant since) {}
