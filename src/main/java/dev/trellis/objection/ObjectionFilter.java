package dev.trellis.objection;

import dev.trellis.contact.ContactId;
import org.jspecify.annotations.Nullable;

/** Which objections to list; what is null does not matter. */
public record ObjectionFilter(
        Objection.@Nullable State state,
        @Nullable ObjectionCategory category,
        @Nullable ContactId contact) {}
