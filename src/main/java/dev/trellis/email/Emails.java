package dev.trellis.email;

import dev.trellis.contact.ContactId;
import org.springframework.stereotype.Service;

/** Plans emails. What is planned is sent once, when it is due and still allowed. */
@Service
public class Emails {

    /**
     * Plans a send, or finds the one planned for the same step visit and notes the job that waits for it now.
     *
     * <p>When the send becomes final, the job is completed with {@code outcome} (see {@link SendState#label()}) and
     * {@code sendId}.
     */
    public PlannedSend plan(EmailRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Cancels what is planned and unsent of marketing mail for stage entries before this one. */
    public int cancelMarketing(ContactId contact, int beforeStageEntry, String reason) {
        throw new UnsupportedOperationException();
    }
}
