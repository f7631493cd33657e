package dev.trellis.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing the engine is to be told, as the table holds it. */
record OutboxRow(
        long id,
        Kind kind,
        @Nullable Long targetKey,
        @Nullable String messageName,
        @Nullable String correlationKey,
        @Nullable String messageId,
        @Nullable Long ttlMillis,
        @Nullable String variables,
        int attempts) {

    /** What the engine is asked to do. */
    enum Kind {
        PUBLISH,
        COMPLETE,
        CANCEL,
        REDELIVER,
        RETRY
    }

    long target() {
        if (targetKey == null) {
            throw new IllegalStateException("Row " + id + " of engine_outbox has no target_key");
        }
        return targetKey;
    }

    String variablesOrNone() {
        return variables == null ? "{}" : variables;
    }

    Duration timeToLive() {
        return ttlMillis == null ? Duration.ZERO : Duration.ofMillis(ttlMillis);
    }
}
