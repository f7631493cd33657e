package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which deals to list; what is null does not matter. */
public record DealFilter(
        Deal.@Nullable State state,
        @Nullable String owner,
        @Nullable ContactId contact,
        @Nullable Instant updatedSince) {

    public static final DealFilter ALL = new DealFilter(null, null, null, null);
}
