package dev.trellis.objection;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps a contact from buying, as sales heard it: a wish to marketing for something that answers it.
 *
 * @param handoffId the hand-off it came up in; null for none
 * @param dealId the deal it came up in; null for none
 * @param words what was said
 * @param askedBy who logged it
 * @param tell the address that is told what becomes of it; null for nobody's
 * @param asset what answers it; null until something does
 * @param note what marketing said with the answer, or why there is none
 */
public record Objection(
        UUID id,
        ContactId contactId,
        @Nullable UUID handoffId,
        @Nullable UUID dealId,
        ObjectionCategory category,
        String words,
        String askedBy,
        @Nullable String tell,
        Instant askedAt,
        State state,
        @Nullable Asset asset,
        @Nullable String note,
        @Nullable String closedBy,
        @Nullable Instant closedAt) {

    /** How it stands. */
    public enum State {
        OPEN,
        ANSWERED,
        DECLINED;

        /** The word that pages and the API use. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
