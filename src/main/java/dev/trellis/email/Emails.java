package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Plans emails. What is planned is sent once, when it is due and still allowed. */
@Service
public class Emails {

    /**
     * Plans a send, or finds the one planned for the same step visit and notes the job that waits for it now.
     *
     * <p>When a planned send becomes final later, its job is completed with {@code outcome} (see
     * {@link SendState#label()}) and {@code sendId}. Where the answer is final already, the caller completes the job.
     *
     * @throws dev.trellis.contact.ContactNotFoundException if there is no such contact
     * @throws IllegalArgumentException if there is no such template, topic or window
     */
    public PlannedSend plan(EmailRequest request) {
        throw new UnsupportedOperationException();
    }

    /**
     * Plans many sends in a handful of statements.
     *
     * @return the plans by element instance key; requests whose contact is gone are left out
     */
    public Map<Long, PlannedSend> planAll(Collection<EmailRequest> requests) {
        throw new UnsupportedOperationException();
    }

    /** Cancels what is planned and unsent of marketing mail for stage entries before this one. */
    public int cancelMarketing(ContactId contact, int beforeStageEntry, String reason) {
        throw new UnsupportedOperationException();
    }
}
