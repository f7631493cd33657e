package dev.trellis.email;

import dev.trellis.email.smtp.OutgoingMail;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the message that goes over the wire. No value can add a header to it. */
@Component
class MessageFactory {

    private static final int LONGEST_NAME = 120;

    private final MailSettings settings;
    private final TrackingLinks tracking;
    private final ReturnPaths returnPaths;
    private final RelayMarks marks;
    private final MailSignatures signatures;
    private final String senderId;
    private final Session session = session(false);
    private final Session international = session(true);

    MessageFactory(
            MailSettings settings,
            TrackingLinks tracking,
            ReturnPaths returnPaths,
            RelayMarks marks,
            MailSignatures signatures) {
        this.settings = settings;
        this.tracking = tracking;
        this.returnPaths = returnPaths;
        this.marks = marks;
        this.senderId = senderId(settings.domain());
        this.signatures = signatures;
    }

    /**
     * The complete mail, signed.
     *
     * @throws MessagingException if it cannot be written to the send's address; the message says why
     */
    OutgoingMail mail(Send send, RenderedEmail email, Instant date) throws MessagingException {
        boolean needsUtf8 = !isAscii(send.address());
        var out = new ByteArrayOutputStream(
                email.html().length() * 2 + email.text().length() + 2048);
        try {
            message(send, email, date, needsUtf8 ? international : session).writeTo(out);
        } catch (IOException ex) {
            throw new UncheckedIOException("Memory can always be written to", ex);
        }
        return new OutgoingMail(
                returnPaths.areUsed()
                        ? returnPaths.of(send.id())
                        : settings.from().getAddress(),
                send.address(),
                signatures.sign(out.toByteArray(), date),
                needsUtf8);
    }

    private MimeMessage message(Send send, RenderedEmail email, Instant date, Session how) throws MessagingException {
        var message = new IdentifiedMessage(how, send.messageId());
        message.setFrom(from(send));
        message.setReplyTo(new InternetAddress[] {replyTo(send)});
        message.setRecipient(MimeMessage.RecipientType.TO, recipient(send));
        message.setSubject(email.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(date));
        switch (send.stream()) {
            case MARKETING -> {
                addListHeaders(message, send);
                message.setHeader("Feedback-ID", feedbackId(send));
            }
            case INTERNAL -> message.setHeader("Auto-Submitted", "auto-generated");
            case TRANSACTIONAL -> message.setHeader("X-Auto-Response-Suppress", "OOF, AutoReply");
        }
        marks.mark(message, send.id());
        message.setBody(email, "=_" + send.id());
        return message;
    }

    /** The address of a recipient, if it is one and nothing else. */
    static InternetAddress address(String address, @Nullable String name) throws MessagingException {
        var result = new InternetAddress(address, true);
        result.validate();
        if (result.isGroup() || !result.getAddress().equals(address) || hasControls(address)) {
            throw new MessagingException("Not an address that mail can be sent to: " + oneLine(address));
        }
        return named(result, name);
    }

    private static InternetAddress named(InternetAddress address, @Nullable String name) throws MessagingException {
        try {
            var clean = name == null ? "" : oneLine(name);
            address.setPersonal(clean.isEmpty() ? null : clean, StandardCharsets.UTF_8.name());
            return address;
        } catch (UnsupportedEncodingException ex) {
            throw new MessagingException("Every Java has UTF-8", ex);
        }
    }

    private InternetAddress from(Send send) throws MessagingException {
        var owner = send.owner();
        return send.inTheNameOfOwner() && owner != null
                ? address(settings.from().getAddress(), owner.name())
                : settings.from();
    }

    private InternetAddress replyTo(Send send) throws MessagingException {
        var owner = send.owner();
        return send.inTheNameOfOwner() && owner != null ? address(owner.email(), owner.name()) : settings.replyTo();
    }

    private static InternetAddress recipient(Send send) throws MessagingException {
        return address(send.address(), send.recipientName());
    }

    private void addListHeaders(MimeMessage message, Send send) throws MessagingException {
        var token = tracking.unsubscribeToken(send.contactId(), send.id());
        var mailto = "mailto:" + settings.replyTo().getAddress() + "?subject="
                + URLEncoder.encode("unsubscribe " + token, StandardCharsets.UTF_8)
                        .replace("+", "%20");
        message.setHeader(
                "List-Unsubscribe",
                "<" + tracking.unsubscribe(send.contactId(), send.id()) + ">,\r\n <" + mailto + ">");
        message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        var topic = send.topic();
        if (topic != null) {
            message.setHeader("List-Id", "<" + topic.replaceAll("[^A-Za-z0-9-]", "-") + "." + settings.domain() + ">");
        }
    }

    /**
     * What a mailbox sums its readers' complaints up by: template, journey, stream, and us. Nothing in it tells of the
     * reader, or every mail would be a sum of its own.
     */
    private String feedbackId(Send send) {
        return word(send.template()) + ":" + word(send.processId()) + ":"
                + send.stream().label() + ":" + senderId;
    }

    private static String word(String text) {
        var word = new StringBuilder(text.length());
        text.chars().limit(LONGEST_NAME).forEach(c -> word.append(isWordPart(c) ? (char) c : '-'));
        return word.isEmpty() ? "-" : word.toString();
    }

    private static boolean isWordPart(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }

    /** Our domain as the 5 to 15 characters that Gmail wants. */
    private static String senderId(String domain) {
        var letters = domain.replaceAll("[^A-Za-z0-9]", "");
        return (letters + "trellis").substring(0, Math.clamp(letters.length(), 5, 15));
    }

    private static Session session(boolean utf8) {
        var properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", String.valueOf(utf8));
        return Session.getInstance(properties);
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c <= ' ' || c == 0x7F || (c >= 0x80 && c < 0xA0));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /** A name as a header can hold it: no line breaks, no other control characters, not without end. */
    private static String oneLine(String text) {
        var result = new StringBuilder();
        text.codePoints().limit(LONGEST_NAME).forEach(c -> {
            boolean breaks = Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
            result.appendCodePoint(breaks ? ' ' : c);
        });
        return result.toString().strip();
    }

    /** A message that keeps the id it was given, and whose body is ready to go. */
    private static final class IdentifiedMessage extends MimeMessage {

        private final String id;

        IdentifiedMessage(Session session, String id) {
            super(session);
            this.id = id;
        }

        void setBody(RenderedEmail email, String boundary) throws MessagingException {
            setHeader("MIME-Version", "1.0");
            setHeader("Content-Type", "multipart/alternative;\r\n\tboundary=\"" + boundary + "\"");
            updateMessageID();
            content = MimeBody.alternative(email.text(), email.html(), boundary);
            saved = true;
            modified = false;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
