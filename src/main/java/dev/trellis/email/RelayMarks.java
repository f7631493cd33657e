package dev.trellis.email;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Tells a relay which send a mail is, where the relay tells us by webhook what became of it: some give mails an id of
 * their own and forget ours.
 */
@Component
class RelayMarks {

    /** The header of each relay that has one, and how the id stands in it. */
    private static final Map<String, Mark> MARKS = Map.of(
            "ses", new Mark("X-SES-MESSAGE-TAGS", "send_id=%s"),
            "postmark", new Mark("X-PM-Metadata-send_id", "%s"),
            "mailgun", new Mark("X-Mailgun-Variables", "{\"send_id\": \"%s\"}"),
            "sendgrid", new Mark("X-SMTPAPI", "{\"unique_args\": {\"send_id\": \"%s\"}}"));

    private final List<Mark> wanted;

    RelayMarks(Environment environment) {
        this.wanted = MARKS.entrySet().stream()
                .filter(mark ->
                        environment.containsProperty("trellis.email.relay-webhooks." + mark.getKey() + ".secret"))
                .map(Map.Entry::getValue)
                .toList();
    }

    void mark(MimeMessage message, UUID send) throws MessagingException {
        for (var mark : wanted) {
            message.setHeader(mark.header(), mark.value().formatted(send));
        }
    }

    private record Mark(String header, String value) {}
}
