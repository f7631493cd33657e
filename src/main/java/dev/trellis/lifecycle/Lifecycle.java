package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Decides and records in which stage each contact is. */
@Service
public class Lifecycle {

    public Optional<LifecycleState> find(ContactId contact) {
        throw new UnsupportedOperationException();
    }

    public Map<ContactId, LifecycleState> findAll(Collection<ContactId> contacts) {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves a contact and publishes {@link StageChanged}.
     *
     * @return the new entry; empty if the contact is in that stage already and need not enter it again
     * @throws IllegalMoveException if the stages' moves do not allow it
     */
    public Optional<StageEntry> move(ContactId contact, Stage to, String reason, String actor) {
        throw new UnsupportedOperationException();
    }

    /** Moves a contact into a stage even if it is in it already: a new entry, so the journey starts over. */
    public StageEntry enter(ContactId contact, Stage to, String reason, String actor) {
        throw new UnsupportedOperationException();
    }

    /** Every entry of the contact, oldest first. */
    public List<StageEntry> history(ContactId contact) {
        throw new UnsupportedOperationException();
    }

    /** The last open deal was lost: the contact rests until that day, or for good where it is null. */
    public void closeLost(ContactId contact, String reason, @Nullable LocalDate recycleOn) {
        throw new UnsupportedOperationException();
    }

    /** The quiet time is over: a deal, a reply, a hand-raise or the day itself. */
    public void endClosedLost(ContactId contact) {
        throw new UnsupportedOperationException();
    }

    /** Sales refused the contact: points do not promote it again before the cool-down for the reason has passed. */
    public void recordRejection(ContactId contact, String reason) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sales found the contact qualified; the diagram moves the stage. A later qualification replaces an earlier one.
     */
    public void qualify(ContactId contact, Qualification qualification, String actor) {
        throw new UnsupportedOperationException();
    }

    /** The contact's process instance has arrived at this entry. */
    public void reached(ContactId contact, int entry, long processInstanceKey) {
        throw new UnsupportedOperationException();
    }

    /** Current entries that the engine has not reached for at least so long, at most this many. */
    public List<StageEntry> unreached(Duration since, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The stages there are, in order. */
    public List<StageDefinition> stages() {
        throw new UnsupportedOperationException();
    }
}
