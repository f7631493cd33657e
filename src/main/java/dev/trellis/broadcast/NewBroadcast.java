package dev.trellis.broadcast;

import dev.trellis.email.EmailRequest.OnCap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wish to send one email to everybody in a segment.
 *
 * @param topic what contacts must have agreed to; null for the template's own
 * @param window the send window's name; null for office hours
 * @param repeat whether contacts may get the template although they had it within 12 months
 * @param at when to begin; null for at once
 * @param notAfter when it would be of no use any more; null for 30 days after it begins
 * @param step the step of a diagram that wishes it; null where none does
 */
public record NewBroadcast(
        String name,
        String template,
        @Nullable String topic,
        Segment segment,
        @Nullable String window,
        OnCap onCap,
        boolean repeat,
        @Nullable Instant at,
        @Nullable Instant notAfter,
        String by,
        @Nullable Step step) {

    /**
     * Where a diagram wishes it.
     *
     * @param elementInstanceKey the visit to the step: there is one broadcast for it, ever
     * @param jobKey the job to complete when it is planned
     */
    public record Step(long elementInstanceKey, long jobKey, String processId, String elementId) {}
}
