package dev.trellis.platform.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit log to list; what is null does not matter.
 *
 * @param object what the object begins with
 * @param until the first moment that is too late
 */
public record AuditFilter(
        @Nullable String actor,
        @Nullable String object,
        @Nullable Instant from,
        @Nullable Instant until) {

    public static final AuditFilter ALL = new AuditFilter(null, null, null, null);
}
