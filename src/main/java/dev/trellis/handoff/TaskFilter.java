package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.SomeContacts;
import dev.trellis.platform.security.Sight;
import org.jspecify.annotations.Nullable;

/** Which tasks to list; what is null does not matter. */
public record TaskFilter(
        Task.@Nullable State state,
        @Nullable String owner,
        @Nullable ContactId contact,
        @Nullable SomeContacts whom,
        Sight sight) {

    public static final TaskFilter ALL = new TaskFilter(null, null, null);

    public TaskFilter(Task.@Nullable State state, @Nullable String owner, @Nullable ContactId contact) {
        this(state, owner, contact, null, Sight.ALL);
    }

    /** Those of them that somebody sees. */
    public TaskFilter seenBy(Sight sight) {
        return new TaskFilter(state, owner, contact, whom, sight);
    }

    /** Those of them that are about somebody; all where it is null. */
    public TaskFilter about(@Nullable SomeContacts somebody) {
        return new TaskFilter(state, owner, contact, somebody, sight);
    }
}
