package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import org.jspecify.annotations.Nullable;

/** Which tasks to list; what is null does not matter. */
public record TaskFilter(
        Task.@Nullable State state,
        @Nullable String owner,
        @Nullable ContactId contact) {

    public static final TaskFilter ALL = new TaskFilter(null, null, null);
}
