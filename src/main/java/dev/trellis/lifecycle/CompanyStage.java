package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a company stands: where the furthest of its contacts does.
 *
 * @param stage null while none of its contacts is in a stage
 * @param closedLost whether all who have got that far rest after a lost deal
 * @param history how the company came there, oldest first, and by whom of its contacts
 */
public record CompanyStage(@Nullable Stage stage, boolean closedLost, List<Change> history) {

    /**
     * A change of a company's stage.
     *
     * @param contact whose move it was
     * @param reason why the contact moved
     */
    public record Change(
            Instant at, Stage stage, @Nullable Stage previous, ContactId contact, String reason, String actor) {}
}
