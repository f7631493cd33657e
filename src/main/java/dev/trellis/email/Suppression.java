package dev.trellis.email;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An address that may not be written to.
 *
 * @param address null once the contact was erased: then only a keyed hash is kept
 * @param scope {@code all}, {@code marketing} or {@code topic:<name>}
 * @param evidence how we know
 */
public record Suppression(
        UUID id,
        @Nullable String address,
        String scope,
        Suppressions.Reason reason,
        String evidence,
        Instant createdAt) {

    /** Whether it forbids mail of this kind. */
    boolean forbids(Stream stream, @Nullable String topic) {
        return scope.equals(Suppressions.ALL)
                || (stream == Stream.MARKETING
                        && (scope.equals(Suppressions.MARKETING)
                                || (topic != null && scope.equals(Suppressions.topic(topic)))));
    }

    /** Why, how far, since when and how we know, in words. */
    public String describe() {
        return reason.label() + " (" + scope + ") on " + createdAt.toString().substring(0, 10) + ": " + evidence;
    }
}
