package dev.trellis.console;

import dev.trellis.embedded.Mailbox;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** One send: what became of it, and the email where the mailbox still has it. */
@Controller
class EmailPage {

    private final JdbcClient jdbc;
    private final ObjectProvider<Mailbox> mailbox;

    EmailPage(JdbcClient jdbc, ObjectProvider<Mailbox> mailbox) {
        this.jdbc = jdbc;
        this.mailbox = mailbox;
    }

    @GetMapping("/emails/{id}")
    String page(@PathVariable UUID id, Model model) {
        var send = jdbc.sql("""
                        select s.*, coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as contact
                        from send s join contact c on c.id = s.contact_id where s.id = :id
                        """)
                .param("id", id)
                .query((row, number) -> {
                    var finished = row.getObject("finished_at", OffsetDateTime.class);
                    var bounced = row.getObject("bounced_at", OffsetDateTime.class);
                    return new Sent(
                            row.getObject("contact_id", UUID.class),
                            row.getString("contact"),
                            row.getString("recipient_address"),
                            row.getString("subject"),
                            row.getString("state").toLowerCase(Locale.ROOT).replace('_', '-'),
                            row.getString("reason"),
                            row.getString("template"),
                            row.getString("template_version"),
                            row.getString("stream"),
                            row.getString("topic"),
                            row.getString("process_id"),
                            row.getString("element_id"),
                            row.getInt("attempts"),
                            row.getString("smtp_reply"),
                            row.getString("message_id"),
                            row.getObject("planned_at", OffsetDateTime.class).toInstant(),
                            row.getObject("due_at", OffsetDateTime.class).toInstant(),
                            finished == null ? null : finished.toInstant(),
                            bounced == null ? null : bounced.toInstant(),
                            row.getString("bounce_class"),
                            row.getString("bounce_status"),
                            row.getString("bounce_reason"));
                })
                .optional()
                .orElseThrow(() -> new NotHereException("There is no such email (any more)"));
        model.addAttribute("send", send);
        model.addAttribute("mailId", captured(send));
        return "pages/email";
    }

    private @Nullable Long captured(Sent send) {
        var kept = mailbox.getIfAvailable();
        if (kept == null) {
            return null;
        }
        for (var mail : kept.to(send.to()).reversed()) {
            var messageId = mail.header("Message-ID");
            if (messageId != null && messageId.contains(send.messageId())) {
                return mail.id();
            }
        }
        return null;
    }

    /** What is kept about a send. */
    public record Sent(
            UUID contactId,
            String contact,
            String to,
            @Nullable String subject,
            String state,
            @Nullable String reason,
            String template,
            @Nullable String version,
            String stream,
            @Nullable String topic,
            String processId,
            String elementId,
            int attempts,
            @Nullable String reply,
            String messageId,
            Instant plannedAt,
            Instant dueAt,
            @Nullable Instant finishedAt,
            @Nullable Instant bouncedAt,
            @Nullable String bounceClass,
            @Nullable String bounceStatus,
            @Nullable String bounceReason) {}
}
