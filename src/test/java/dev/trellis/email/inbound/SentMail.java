package dev.trellis.email.inbound;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailRequest.Recipient;
import dev.trellis.email.EmailTestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/** Mails that have left, for something to come back. */
final class SentMail {

    private static final AtomicLong KEYS = new AtomicLong(9_000_000);

    private SentMail() {}

    static EmailInstance start() {
        return EmailInstance.options().configuration(WithOptOuts.class).start();
    }

    /** Begins anew, for the next test. */
    static void clear(EmailInstance instance) {
        EmailTestDatabase.clear();
        instance.clock().set(EmailInstance.NOW);
    }

    /** A marketing mail to the contact that the relay took a minute ago. */
    static UUID to(EmailInstance instance, ContactId contact) {
        return left(
                instance,
                EmailRequest.of(KEYS.incrementAndGet(), contact, "marketing-hello")
                        .repeat(true)
                        .build());
    }

    /** A mail to one of us about the contact. */
    static UUID aboutTo(EmailInstance instance, ContactId contact, String colleague) {
        return left(
                instance,
                EmailRequest.of(KEYS.incrementAndGet(), contact, "internal-alert")
                        .to(new Recipient(colleague, null))
                        .build());
    }

    private static UUID left(EmailInstance instance, EmailRequest request) {
        var id = instance.emails().plan(request).sendId();
        var now = instance.clock().instant();
        EmailTestDatabase.settle(id, "SENT");
        EmailTestDatabase.jdbc()
                .sql("update send set accepted_at = :at, finished_at = :at where id = :id")
                .param("at", utc(now.minus(Duration.ofMinutes(1))))
                .param("id", id)
                .update();
        return id;
    }

    /** What listens to complaints and unsubscriptions lives above email. */
    @ComponentScan(
            value = "dev.trellis.tracking",
            useDefaultFilters = false,
            includeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.OptOuts"))
    static class WithOptOuts {}
}
