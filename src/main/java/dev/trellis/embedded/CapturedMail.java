package dev.trellis.embedded;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One email as the mailbox received it. */
public final class CapturedMail {

    private static final Session SESSION = Session.getInstance(new Properties());

    private final long id;
    private final Instant receivedAt;
    private final String sender;
    private final String recipient;
    private final byte[] raw;

    CapturedMail(long id, Instant receivedAt, String sender, String recipient, byte[] raw) {
        this.id = id;
        this.receivedAt = receivedAt;
        this.sender = sender;
        this.recipient = recipient;
        this.raw = raw;
    }

    /** Counts up in the order of arrival. */
    public long id() {
        return id;
    }

    /** When it arrived, in real time; its Date header follows the application's clock. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** The envelope's sender: where a bounce would go. */
    public String sender() {
        return sender;
    }

    /** The envelope's recipient, in lower case. */
    public String recipient() {
        return recipient;
    }

    /** As it was transferred. */
    public byte[] raw() {
        return raw.clone();
    }

    public MimeMessage message() {
        try {
            return new MimeMessage(SESSION, new ByteArrayInputStream(raw));
        } catch (MessagingException e) {
            throw new IllegalStateException("Email " + id + " cannot be read", e);
        }
    }

    public String subject() {
        try {
            var subject = message().getSubject();
            return subject == null ? "" : subject;
        } catch (MessagingException e) {
            throw new IllegalStateException("Email " + id + " cannot be read", e);
        }
    }

    /** The first value of a header, or null where the email lacks it. */
    public @Nullable String header(String name) {
        try {
            var values = message().getHeader(name);
            return values == null || values.length == 0 ? null : values[0];
        } catch (MessagingException e) {
            throw new IllegalStateException("Email " + id + " cannot be read", e);
        }
    }

    /** The HTML part, or an empty text where there is none. */
    public String html() {
        return content("text/html");
    }

    /** The plain text part, or an empty text where there is none. */
    public String text() {
        return content("text/plain");
    }

    private String content(String type) {
        try {
            var found = find(message(), type);
            return found == null ? "" : found;
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("Email " + id + " cannot be read", e);
        }
    }

    private static @Nullable String find(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return part.getContent().toString();
        }
        if (part.getContent() instanceof MimeMultipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                var found = find(parts.getBodyPart(i), type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
