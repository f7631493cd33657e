package dev.trellis.handoff;

import org.jspecify.annotations.Nullable;

/** What is to be different about a {@link RejectReason}; null leaves it as it is. */
public record RejectReasonChange(
        @Nullable String label,
        @Nullable Boolean takesDay,
        @Nullable Boolean retired) {}
