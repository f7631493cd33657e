package dev.trellis.deal;

import org.jspecify.annotations.Nullable;

/** What is to be different about a {@link LossReason}; null leaves it as it is. */
public record LossReasonChange(
        @Nullable String label, @Nullable Boolean retired) {}
