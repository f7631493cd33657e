package dev.trellis.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
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
    private final Session session = Session.getInstance(new Properties());

    MessageFactory(MailSettings settings, TrackingLinks tracking) {
        this.settings = settings;
        this.tracking = tracking;
    }

    MimeMessage message(Send send, RenderedEmail email, Instant date) throws MessagingException {
        var message = new IdentifiedMessage(session, send.messageId());
        message.setFrom(from(send));
        message.setReplyTo(new InternetAddress[] {replyTo(send)});
        message.setRecipient(MimeMessage.RecipientType.TO, recipient(send));
        message.setSubject(email.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(date));
        switch (send.stream()) {
            case MARKETING -> addListHeaders(message, send);
            case INTERNAL -> message.setHeader("Auto-Submitted", "auto-generated");
            case TRANSACTIONAL -> message.setHeader("X-Auto-Response-Suppress", "OOF, AutoReply");
        }
        message.setBody(email, "=_" + send.id());
        return message;
    }

    /** The address of a recipient, if it is one and nothing else. */
    static InternetAddress address(String address, @Nullable String name) throws MessagingException {
        var result = new InternetAddress(address, true);
        result.validate();
        if (result.isGroup() || !result.getAddress().equals(address) || !isAscii(address)) {
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
