package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What a salesperson wants to know about a contact before calling it. */
@Repository
class Desk {

    private final JdbcClient jdbc;

    Desk(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What we wrote to the contact, latest first, and how often people, not programs, looked at it. */
    List<Mail> mails(UUID contact, int limit) {
        return jdbc.sql("""
                        select s.id, s.template, s.subject, replace(lower(s.state), '_', '-') as state, s.at,
                               count(v.id) filter (where v.kind = 'open') as opens,
                               count(v.id) filter (where v.kind = 'click') as clicks
                        from (select id, template, subject, state, coalesce(accepted_at, finished_at, due_at) as at
                              from send where contact_id = :contact and to_contact and test_by is null
                              order by planned_at desc, id desc limit :limit) s
                        left join visit v on v.send_id = s.id and v.verdict = 'human'
                        group by s.id, s.template, s.subject, s.state, s.at
                        order by s.at desc, s.id desc
                        """)
                .param("contact", contact)
                .param("limit", limit)
                .query((row, number) -> new Mail(
                        row.getObject("id", UUID.class),
                        row.getString("template"),
                        row.getString("subject"),
                        row.getString("state"),
                        instant(row, "at"),
                        row.getInt("opens"),
                        row.getInt("clicks")))
                .list();
    }

    /** A mail to the contact. */
    public record Mail(
            UUID id, String template, @Nullable String subject, String state, Instant at, int opens, int clicks) {}
}
