package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wish to send one email.
 *
 * @param elementInstanceKey the visit to the step that wishes it: there is one send for it, ever
 * @param jobKey the held job that is completed with the outcome; null where nobody waits
 * @param stageEntry the stage entry it belongs to: unsent marketing mail of a stage that was left is cancelled; null
 *     for mail that no stage change stops
 * @param template the folder under {@code templates/email}
 * @param recipient to whom, see {@link Recipient}
 * @param topic what the contact must have agreed to, for marketing mail; null for the template's own
 * @param window the send window's name; null for the stream's default
 * @param notAfter when the mail would be of no use any more; null for the stream's default
 * @param repeat whether the contact may get the template although it had it within 12 months
 * @param holdUntil not before this instant; null for at once
 * @param facts what the template may say besides the contact's own data
 */
public record EmailRequest(
        long elementInstanceKey,
        @Nullable Long jobKey,
        ContactId contactId,
        @Nullable Integer stageEntry,
        String processId,
        String elementId,
        String template,
        Recipient recipient,
        @Nullable String topic,
        @Nullable String window,
        @Nullable Instant notAfter,
        OnCap onCap,
        boolean repeat,
        @Nullable Instant holdUntil,
        Map<String, Object> facts) {

    /** What to do when the contact has had enough mail for now. */
    public enum OnCap {
        DELAY,
        SKIP
    }

    /**
     * Who gets it: the contact, or one of us about the contact.
     *
     * @param address null for the contact's own
     */
    public record Recipient(
            @Nullable String address, @Nullable String name) {

        public static final Recipient CONTACT = new Recipient(null, null);

        public boolean isContact() {
            return address == null;
        }
    }
}
