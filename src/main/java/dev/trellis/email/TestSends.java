package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.EmailAddress;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Sends an email to one of us who wants to see it in a real mailbox. It says that it is a test, counts for nothing, and
 * who asked for it is kept. There is a limit, so that nobody uses it to write to the world.
 */
@Service
public class TestSends {

    static final int MOST_PER_HOUR = 20;

    private static final Logger log = LoggerFactory.getLogger(TestSends.class);

    private final Emails emails;
    private final TemplatePreviews previews;
    private final Contacts contacts;
    private final JdbcClient jdbc;
    private final Clock clock;

    TestSends(Emails emails, TemplatePreviews previews, Contacts contacts, JdbcClient jdbc, Clock clock) {
        this.emails = emails;
        this.previews = previews;
        this.contacts = contacts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Plans a test.
     *
     * @param contact about whom it speaks; null for the one with the address, or else the newest
     * @param variant null for the one that the contact would get
     * @param by who asks for it
     */
    @Transactional
    public PlannedSend send(
            String template, String to, @Nullable ContactId contact, @Nullable String variant, String by) {
        var address = EmailAddress.of(to).address();
        var kind = previews.template(template);
        if (variant != null && !kind.variants().contains(variant)) {
            throw new InvalidValueException(
                    "variant", "must be one of " + String.join(", ", kind.variants()) + ", not " + variant);
        }
        limit();
        var reader = contact == null ? reader(address) : contact;
        log.info("{} asks for a test of {}", by, template);
        return emails.plan(EmailRequest.of(EmailRequest.keyFor("test:" + Ids.next()), reader, template)
                .to(new EmailRequest.Recipient(address, null))
                .test(new EmailRequest.Test(by, variant))
                .build());
    }

    private void limit() {
        // One at a time, so that the limit holds for those who ask at the same moment.
        jdbc.sql("select pg_advisory_xact_lock(hashtext('test-sends'))").query(row -> {});
        long lately = jdbc.sql("select count(*) from send where test_by is not null and planned_at > :since")
                .param("since", utc(clock.instant().minus(Duration.ofHours(1))))
                .query(Long.class)
                .single();
        if (lately >= MOST_PER_HOUR) {
            throw new TooManyException();
        }
    }

    private ContactId reader(String address) {
        return contacts.findByEmail(address)
                .map(Contact::id)
                .or(() -> jdbc.sql("select id from contact order by created_at desc, id desc limit 1")
                        .query(UUID.class)
                        .optional()
                        .map(ContactId::new))
                .orElseThrow(() -> new InvalidValueException(
                        "contactId", "There is no contact yet whom the test could speak about; add one first"));
    }

    /** Enough tests for now. */
    @ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
    public static final class TooManyException extends RuntimeException {

        TooManyException() {
            super("There were " + MOST_PER_HOUR + " tests in the last hour; wait a while");
        }
    }
}
