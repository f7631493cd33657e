package dev.trellis.email;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wish to send one email. Made with {@link #of}.
 *
 * @param elementInstanceKey the visit to the step that wishes it: there is one send for it, ever
 * @param jobKey the held job that is completed with the outcome; null where nobody waits
 * @param stageEntry the stage entry it belongs to: unsent marketing mail of a stage that was left is cancelled; null
 *     for mail that no stage change stops
 * @param dealId the won deal it accompanies: unsent mail is cancelled when that is over; null for mail of no deal
 * @param template the folder under {@code templates/email}
 * @param recipient to whom, see {@link Recipient}
 * @param owner whom the template may name as the contact's salesperson; null for nobody
 * @param inTheNameOfOwner whether it goes out with the owner's name and reply address
 * @param topic what the contact must have agreed to, for marketing mail; null for the template's own
 * @param window the send window's name; null for the stream's default
 * @param notAfter when the mail would be of no use any more; null for the stream's default
 * @param repeat whether the contact may get the template although it had it within 12 months
 * @param holdUntil not before this instant; null for at once
 * @param test who wants to see how it looks; null for mail that is meant
 * @param links addresses the template may link to, by name, such as {@code referral}
 * @param facts what the template may say besides the contact's own data
 */
public record EmailRequest(
        long elementInstanceKey,
        @Nullable Long jobKey,
        ContactId contactId,
        @Nullable Integer stageEntry,
        @Nullable UUID dealId,
        String processId,
        String elementId,
        String template,
        Recipient recipient,
        @Nullable Owner owner,
        boolean inTheNameOfOwner,
        @Nullable String topic,
        @Nullable String window,
        @Nullable Instant notAfter,
        OnCap onCap,
        boolean repeat,
        @Nullable Instant holdUntil,
        @Nullable Test test,
        Map<String, String> links,
        Map<String, Object> facts) {

    public EmailRequest {
        links = Map.copyOf(links);
        facts = Map.copyOf(facts);
        if (inTheNameOfOwner && owner == null) {
            throw new IllegalArgumentException(
                    "Step " + elementId + " of " + processId + " sends in the owner's name, but the contact has none");
        }
    }

    /** Starts a request for a template to the contact itself. */
    public static Builder of(long elementInstanceKey, ContactId contact, String template) {
        return new Builder(elementInstanceKey, contact, template);
    }

    /**
     * A key for mail that no step of a diagram wishes: the same words give the same key, so that there is one send for
     * them, ever. It is negative, as the engine's keys never are.
     *
     * @param reason what the mail is for, such as {@code task-assigned:<task id>}
     */
    public static long keyFor(String reason) {
        return ByteBuffer.wrap(Sha256.of(reason)).getLong() | Long.MIN_VALUE;
    }

    /** What to do when the contact has had enough mail for now. */
    public enum OnCap {
        DELAY,
        SKIP;

        /** What a step's header says; {@code check} has made sure that it is one of the two. */
        public static OnCap ofHeader(@Nullable String label) {
            return "skip".equals(label) ? SKIP : DELAY;
        }
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

    /** The salesperson a contact belongs to. */
    public record Owner(String name, String email) {}

    /**
     * A mail that is only looked at: it counts for nothing and leads nowhere.
     *
     * @param by who asked for it
     * @param variant null for the one that the contact would get
     */
    public record Test(String by, @Nullable String variant) {}

    /** Collects what a request says besides step, contact and template. */
    public static final class Builder {

        private final long elementInstanceKey;
        private final ContactId contactId;
        private final String template;
        private @Nullable Long jobKey;
        private @Nullable Integer stageEntry;
        private @Nullable UUID dealId;
        private String processId = "";
        private String elementId = "";
        private Recipient recipient = Recipient.CONTACT;
        private @Nullable Owner owner;
        private boolean inTheNameOfOwner;
        private @Nullable String topic;
        private @Nullable String window;
        private @Nullable Instant notAfter;
        private OnCap onCap = OnCap.DELAY;
        private boolean repeat;
        private @Nullable Instant holdUntil;
        private @Nullable Test test;
        private Map<String, String> links = Map.of();
        private Map<String, Object> facts = Map.of();

        private Builder(long elementInstanceKey, ContactId contactId, String template) {
            this.elementInstanceKey = elementInstanceKey;
            this.contactId = contactId;
            this.template = template;
        }

        public Builder job(@Nullable Long key) {
            this.jobKey = key;
            return this;
        }

        public Builder stageEntry(@Nullable Integer entry) {
            this.stageEntry = entry;
            return this;
        }

        public Builder deal(@Nullable UUID id) {
            this.dealId = id;
            return this;
        }

        public Builder step(String process, String element) {
            this.processId = process;
            this.elementId = element;
            return this;
        }

        public Builder to(Recipient whom) {
            this.recipient = whom;
            return this;
        }

        public Builder owner(@Nullable Owner whom) {
            this.owner = whom;
            return this;
        }

        public Builder inTheNameOfOwner(boolean yes) {
            this.inTheNameOfOwner = yes;
            return this;
        }

        public Builder topic(@Nullable String name) {
            this.topic = name;
            return this;
        }

        public Builder window(@Nullable String name) {
            this.window = name;
            return this;
        }

        public Builder notAfter(@Nullable Instant instant) {
            this.notAfter = instant;
            return this;
        }

        public Builder onCap(OnCap what) {
            this.onCap = what;
            return this;
        }

        public Builder repeat(boolean yes) {
            this.repeat = yes;
            return this;
        }

        public Builder holdUntil(@Nullable Instant instant) {
            this.holdUntil = instant;
            return this;
        }

        public Builder test(Test what) {
            this.test = what;
            return this;
        }

        public Builder links(Map<String, String> addresses) {
            this.links = addresses;
            return this;
        }

        public Builder facts(Map<String, Object> values) {
            this.facts = values;
            return this;
        }

        public EmailRequest build() {
            return new EmailRequest(
                    elementInstanceKey,
                    jobKey,
                    contactId,
                    stageEntry,
                    dealId,
                    processId,
                    elementId,
                    template,
                    recipient,
                    owner,
                    inTheNameOfOwner,
                    topic,
                    window,
                    notAfter,
                    onCap,
                    repeat,
                    holdUntil,
                    test,
                    links,
                    facts);
        }
    }
}
