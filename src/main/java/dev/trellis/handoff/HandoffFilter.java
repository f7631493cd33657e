package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import org.jspecify.annotations.Nullable;

/** Which hand-offs to list; what is null does not matter. */
public record HandoffFilter(
        @Nullable HandoffState state,
        @Nullable String owner,
        @Nullable String team,
        @Nullable ContactId contact) {

    public static final HandoffFilter ALL = new HandoffFilter(null, null, null, null);
}
