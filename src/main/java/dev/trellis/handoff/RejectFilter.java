package dev.trellis.handoff;

import org.jspecify.annotations.Nullable;

/** Which rejected hand-offs to list, by the names in {@link RejectReport}; what is null does not matter. */
public record RejectFilter(
        @Nullable String reason,
        @Nullable String source,
        @Nullable String rule,
        @Nullable String person,
        @Nullable String scoreRule) {

    public static final RejectFilter ALL = new RejectFilter(null, null, null, null, null);

    public boolean isAll() {
        return equals(ALL);
    }
}
