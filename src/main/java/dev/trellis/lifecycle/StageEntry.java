package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One arrival of a contact in a stage. Entries of a contact are numbered from 1 without gaps.
 *
 * @param previous the stage it came from; null for the first entry
 * @param reason why, in a few words for people
 * @param actor who: a user's name, {@code rule:<table>#<row>}, {@code journey:<process>}, {@code import}, {@code api}
 */
public record StageEntry(
        ContactId contactId,
        int number,
        Stage stage,
        @Nullable Stage previous,
        String reason,
        String actor,
        Instant enteredAt) {}
