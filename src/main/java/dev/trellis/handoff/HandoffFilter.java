package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.security.Sight;
import org.jspecify.annotations.Nullable;

/** Which hand-offs to list; what is null does not matter. */
public record HandoffFilter(
        @Nullable HandoffState state,
        @Nullable String owner,
        @Nullable String team,
        @Nullable ContactId contact,
        Sight sight) {

    public static final HandoffFilter ALL = new HandoffFilter(null, null, null, null);

    public HandoffFilter(
            @Nullable HandoffState state, @Nullable String owner, @Nullable String team, @Nullable ContactId contact) {
        this(state, owner, team, contact, Sight.ALL);
    }

    /** Those of them that somebody sees. */
    public HandoffFilter seenBy(Sight sight) {
        return new HandoffFilter(state, owner, team, contact, sight);
    }
}
