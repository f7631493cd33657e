package dev.trellis.objection;

import dev.trellis.contact.ContactId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An objection to log; see {@link Objection}. */
public record NewObjection(
        ContactId contactId,
        @Nullable UUID handoffId,
        @Nullable UUID dealId,
        ObjectionCategory category,
        @Nullable String words,
        String askedBy,
        @Nullable String tell) {}
