package dev.trellis.engine;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that failed for good. Its contact stands at the step until someone retries it.
 *
 * @param contactId whom it concerns; null where the process carries no contact
 * @param reason why the last attempt failed, for people
 * @param since when it was parked
 * @param retriedAt when it was handed to the engine again, while the answer is awaited; null otherwise
 */
public record ParkedJob(
        long key,
        String type,
        String processId,
        int processVersion,
        long processInstanceKey,
        String elementId,
        @Nullable UUID contactId,
        String reason,
        Instant since,
        @Nullable Instant retriedAt) {

    /**
     * Parked jobs of one step with one reason: what a person looks at and retries as a whole.
     *
     * @param since when the first of them was parked
     */
    public record Group(String type, String processId, String elementId, String reason, long jobs, Instant since) {}

    /** Which parked jobs are meant; null means any. */
    public record Filter(
            @Nullable String type,
            @Nullable String processId,
            @Nullable String elementId,
            @Nullable String reason) {}
}
