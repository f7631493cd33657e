package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;

import dev.trellis.contact.SomeContacts;
import dev.trellis.platform.Like;
import dev.trellis.platform.Plans;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finds emails, the ones planned last first, by what became of them and whose they are. */
@Repository
class Sent {

    /** What may have become of an email, as people call it. */
    static final List<String> STATES =
            List.of("planned", "sent", "suppressed", "capped", "expired", "failed", "unknown", "cancelled");

    /** So many contacts are looked for one by one. */
    private static final int FEW = 5_000;

    private static final String SELECT = """
            select s.id, s.contact_id, s.recipient_address, s.template, s.subject, s.state, s.reason,
                   coalesce(s.accepted_at, s.finished_at, s.due_at) as at
            from send s""";

    private final JdbcClient jdbc;

    Sent(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A page of emails.
     *
     * @param to what the contact's address, or after an at sign its domain, begins with; blank for anybody
     * @param state one of {@link #STATES}; anything else for all
     * @param before where an earlier page ended; null for the first
     */
    @Transactional(readOnly = true)
    Page<Email> find(String to, String state, @Nullable String before, int limit) {
        Plans.forTheseValues(jdbc);
        var parameters = new HashMap<String, Object>();
        var conditions = new ArrayList<String>();
        parameters.put("limit", limit + 1);
        if (STATES.contains(state)) {
            conditions.add(
                    switch (state) {
                        case "planned" ->
                            "s.state = :state and exists (select from send_queue q where q.send_id = s.id)";
                        case "sent" -> "s.state = :state";
                        default -> "s.not_sent = :state";
                    });
            parameters.put("state", state.toUpperCase(Locale.ROOT));
        }
        if (!to.isBlank()) {
            var whose = whose(to.strip());
            conditions.add(whose.condition("s.contact_id"));
            parameters.putAll(whose.parameters());
        }
        var place = Cursor.parse(before);
        if (place != null) {
            conditions.add("s.id < :before");
            parameters.put("before", place.id());
        }
        var rows = jdbc.sql(SELECT
                        + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
                        + " order by s.id desc limit :limit")
                .params(parameters)
                .query((row, number) -> new Email(
                        row.getObject("id", UUID.class),
                        row.getObject("contact_id", UUID.class),
                        row.getString("recipient_address"),
                        row.getString("template"),
                        row.getString("subject"),
                        row.getString("state").toLowerCase(Locale.ROOT),
                        row.getString("reason"),
                        instant(row, "at")))
                .list();
        return Page.of(rows, limit, email -> new Cursor(email.at(), email.id()));
    }

    private SomeContacts whose(String to) {
        var domain = to.startsWith("@");
        var condition = (domain ? "split_part(c.email_key, '@', 2)" : "c.email_key") + " like :to";
        var parameters = Map.<String, Object>of(
                "to", Like.beginningWith(to.substring(domain ? 1 : 0).toLowerCase(Locale.ROOT)));
        jdbc.sql("set local enable_seqscan = off").update();
        var contacts = jdbc.sql("select c.id from contact c where " + condition + " limit " + (FEW + 1))
                .params(parameters)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        jdbc.sql("set local enable_seqscan to default").update();
        return contacts.size() > FEW ? SomeContacts.many(condition, parameters) : SomeContacts.few(contacts);
    }

    /** An email in the list. */
    public record Email(
            UUID id,
            UUID contactId,
            String to,
            String template,
            @Nullable String subject,
            String state,
            @Nullable String reason,
            Instant at) {}
}
