package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.security.Sight;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which deals to list; what is null does not matter. */
public record DealFilter(
        Deal.@Nullable State state,
        @Nullable String owner,
        @Nullable ContactId contact,
        @Nullable Instant updatedSince,
        Sight sight) {

    public static final DealFilter ALL = new DealFilter(null, null, null, null);

    public DealFilter(
            Deal.@Nullable State state,
            @Nullable String owner,
            @Nullable ContactId contact,
            @Nullable Instant updatedSince) {
        this(state, owner, contact, updatedSince, Sight.ALL);
    }

    /** Those of them that somebody sees. */
    public DealFilter seenBy(Sight sight) {
        return new DealFilter(state, owner, contact, updatedSince, sight);
    }
}
