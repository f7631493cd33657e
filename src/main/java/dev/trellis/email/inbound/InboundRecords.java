package dev.trellis.email.inbound;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What contacts wrote, and what came back from their addresses. */
@Component
class InboundRecords implements ContactRecords {

    private final JdbcClient jdbc;

    InboundRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "inbound";
    }

    @Override
    public Set<String> tables() {
        return Set.of("inbound");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return jdbc.sql("""
                        select received_at, kind, from_address, subject, text, bounce_class, bounce_status, done from inbound
                        where contact_id = :contact order by received_at, id
                        """)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list();
    }

    /**
     * Empties the rows and keeps their hashes: what still lies in the mailbox must not come in again. What is about
     * nobody we know is looked through for the address.
     */
    @Override
    public void erase(ContactId contact) {
        jdbc.sql("""
                        update inbound i
                        set contact_id = null, send_id = null, from_address = null, subject = null, text = null, raw = null,
                            doubt = null, doubt_ended_by = null, done = 'erased'
                        from (select cast(:contact as uuid) as id) asked
                        left join (select id, lower(email) as email,
                                          '(?<![[:alnum:]._%+-])'
                                            || regexp_replace(lower(email), '([^[:alnum:]@])', '\\\\\\1', 'g')
                                            || '(?![[:alnum:]-]|\\.[[:alnum:]])' as mention
                                   from contact) person on person.id = asked.id
                        where i.contact_id = asked.id
                           or lower(i.from_address) = person.email
                           or i.contact_id is null
                              and (lower(i.text) ~ person.mention or lower(encode(i.raw, 'escape')) ~ person.mention)
                        """).param("contact", contact.value()).update();
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        jdbc.sql("update inbound set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }
}
