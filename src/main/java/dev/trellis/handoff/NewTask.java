package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.WorkingTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task to set. At most one is set for each visit to a step, and for each key.
 *
 * @param team who is to do it, unless the contact's owner can
 * @param due working time from now
 * @param elementInstanceKey the visit to the step that asks for it; null where no step does
 * @param key tells repeats of another cause apart; null for always a new task
 * @param sells whether it waits while the contact has an open complaint
 * @param handoffId the hand-off it is about: when that is decided, nobody has to do it any more; null for none
 * @param dealId the deal it is about, likewise when that is lost; null for none
 * @param quoteId the quote it is about, likewise when that is answered, taken back or extended; null for none
 */
public record NewTask(
        ContactId contactId,
        TaskKind kind,
        String title,
        @Nullable String note,
        String team,
        WorkingTime due,
        @Nullable Long elementInstanceKey,
        @Nullable String key,
        boolean sells,
        @Nullable UUID handoffId,
        @Nullable UUID dealId,
        @Nullable UUID quoteId) {

    /** A task that sells unless it is a review. */
    public NewTask(
            ContactId contactId,
            TaskKind kind,
            String title,
            @Nullable String note,
            String team,
            WorkingTime due,
            @Nullable Long elementInstanceKey,
            @Nullable String key) {
        this(contactId, kind, title, note, team, due, elementInstanceKey, key, kind.sells(), null, null, null);
    }

    /** The same as something that is done for the contact, complaint or not. */
    public NewTask asCare() {
        return selling(false);
    }

    /** The same, to wait for the end of a complaint or not. */
    public NewTask selling(boolean does) {
        return with(does, handoffId, dealId, quoteId);
    }

    /** The same about a hand-off. */
    public NewTask ofHandoff(@Nullable UUID handoff) {
        return with(sells, handoff, dealId, quoteId);
    }

    /** The same about a deal. */
    public NewTask ofDeal(@Nullable UUID deal) {
        return with(sells, handoffId, deal, quoteId);
    }

    /** The same about a quote. */
    public NewTask ofQuote(@Nullable UUID quote) {
        return with(sells, handoffId, dealId, quote);
    }

    private NewTask with(boolean does, @Nullable UUID handoff, @Nullable UUID deal, @Nullable UUID quote) {
        return new NewTask(
                contactId, kind, title, note, team, due, elementInstanceKey, key, does, handoff, deal, quote);
    }
}
