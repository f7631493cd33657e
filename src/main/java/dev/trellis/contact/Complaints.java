package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.instant;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Who has an open complaint. The service desk says so with the activities {@code complaint-opened} and
 * {@code complaint-closed}, by the API or a webhook; what was said last counts.
 */
@Repository
public class Complaints {

    private final JdbcClient jdbc;

    Complaints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those among the contacts who have one, each with since when. */
    public Map<ContactId, Instant> open(Collection<ContactId> contacts) {
        var open = new HashMap<ContactId, Instant>();
        jdbc.sql("""
                        select contact_id, last.at
                        from unnest(:contacts) as c (contact_id)
                        cross join lateral (select type, at from activity a
                                            where a.contact_id = c.contact_id and a.type in (:opened, :closed)
                                            order by at desc, id desc limit 1) last
                        where last.type = :opened
                        """)
                .param("contacts", contacts.stream().map(ContactId::value).toArray(UUID[]::new))
                .param("opened", ActivityTypes.COMPLAINT_OPENED)
                .param("closed", ActivityTypes.COMPLAINT_CLOSED)
                .query(row -> {
                    open.put(new ContactId(row.getObject("contact_id", UUID.class)), instant(row, "at"));
                });
        return open;
    }

    /** Since when the contact has one; empty where it has none. */
    public Optional<Instant> openOf(ContactId contact) {
        return Optional.ofNullable(open(List.of(contact)).get(contact));
    }

    /** Whether the contact ever had one. */
    public boolean wereMadeBy(ContactId contact) {
        return jdbc.sql("select exists (select from activity where contact_id = :contact and type = :opened)")
                .param("contact", contact.value())
                .param("opened", ActivityTypes.COMPLAINT_OPENED)
                .query(Boolean.class)
                .single();
    }
}
