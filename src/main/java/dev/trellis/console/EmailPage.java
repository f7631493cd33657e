package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;

import dev.trellis.embedded.Mailbox;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** One send's whole story: why it was planned, what became of it, who looked; and the email where it is still kept. */
@Controller
class EmailPage {

    private static final int VISITS = 100;

    private final JdbcClient jdbc;
    private final ObjectProvider<Mailbox> mailbox;

    EmailPage(JdbcClient jdbc, ObjectProvider<Mailbox> mailbox) {
        this.jdbc = jdbc;
        this.mailbox = mailbox;
    }

    @GetMapping("/emails/{id}")
    String page(@PathVariable UUID id, Model model) {
        var send = jdbc.sql("""
                        select s.*, case when k.handed_over_at is not null then 'handed-over' when k.claimed_by is not null then 'claimed'
                                         else replace(lower(s.state), '_', '-') end as now, coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as contact,
                               b.name as broadcast
                        from send s join contact c on c.id = s.contact_id
                        left join broadcast b on b.id = s.broadcast_id
                        left join send_queue k on k.send_id = s.id where s.id = :id
                        """)
                .param("id", id)
                .query((row, number) -> {
                    return new Sent(
                            row.getObject("contact_id", UUID.class),
                            row.getString("contact"),
                            row.getString("recipient_address"),
                            row.getString("subject"),
                            row.getString("now"),
                            row.getString("reason"),
                            row.getString("template"),
                            row.getString("template_version"),
                            row.getString("stream"),
                            row.getString("topic"),
                            row.getString("process_id"),
                            row.getString("element_id"),
                            row.getString("broadcast"),
                            row.getInt("attempts"),
                            row.getString("smtp_reply"),
                            row.getString("message_id"),
                            instant(row, "planned_at"),
                            instant(row, "due_at"),
                            instantOrNull(row, "finished_at"),
                            instantOrNull(row, "bounced_at"),
                            row.getString("bounce_class"),
                            row.getString("bounce_status"),
                            row.getString("bounce_reason"));
                })
                .optional()
                .orElseThrow(() -> new NotHereException("There is no such email (any more)"));
        model.addAttribute("send", send);
        model.addAttribute("mailId", captured(send));
        model.addAttribute("visits", visits(id));
        return "pages/email";
    }

    private List<Visit> visits(UUID id) {
        return jdbc.sql("""
                        select kind, url, at, coalesce(verdict, 'not judged yet') as verdict, user_agent from visit
                        where send_id = :id order by received_at limit :limit
                        """)
                .param("id", id)
                .param("limit", VISITS)
                .query((row, number) -> new Visit(
                        row.getString("kind"),
                        row.getString("url"),
                        instant(row, "at"),
                        row.getString("verdict"),
                        row.getString("user_agent")))
                .list();
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
            @Nullable String broadcast,
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

    /** An opening of it, or a click in it, and by whom as far as one can tell. */
    public record Visit(
            String kind,
            @Nullable String url,
            Instant at,
            String verdict,
            @Nullable String userAgent) {}
}
