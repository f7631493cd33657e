package dev.trellis.testing;

import static org.awaitility.Awaitility.await;

import dev.trellis.embedded.CapturedMail;
import dev.trellis.embedded.Mailbox;
import java.time.Duration;
import java.util.List;

/** What the application sent, as its recipients see it. */
public final class Mails {

    private final Mailbox mailbox;

    Mails(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** What one address got, oldest first. */
    public List<CapturedMail> to(String recipient) {
        return mailbox.to(recipient);
    }

    /** The subjects of what one address got, oldest first. */
    public List<String> subjectsTo(String recipient) {
        return to(recipient).stream().map(CapturedMail::subject).toList();
    }

    /** Waits, in real time, until an address has got that many emails, and gives all it got. */
    public List<CapturedMail> awaitTo(String recipient, int count) {
        return await("email " + count + " to " + recipient)
                .atMost(Duration.ofSeconds(30))
                .until(() -> to(recipient), mails -> mails.size() >= count);
    }

    /** Everything, oldest first. */
    public List<CapturedMail> all() {
        return mailbox.newest(Long.MAX_VALUE, Integer.MAX_VALUE).reversed();
    }

    public void clear() {
        mailbox.clear();
    }
}
