package dev.trellis.tracking;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Opens, clicks, looks at quotes (which go with their quote) and the proofs of subscriptions. */
@Component
class TrackingRecords implements ContactRecords {

    private final JdbcClient jdbc;

    TrackingRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "tracking";
    }

    @Override
    public Set<String> tables() {
        return Set.of("visit", "opt_in");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        var records = new ArrayList<Map<String, Object>>();
        records.addAll(rows("""
                select at, kind, template, url, user_agent, verdict, reason from visit
                where contact_id = :contact order by received_at
                """, contact));
        records.addAll(rows("""
                select v.at, 'quote' as kind, q.number as quote, q.url, v.user_agent, v.verdict, v.reason
                from quote_visit v join deal_quote q on q.id = v.quote_id join deal d on d.id = q.deal_id
                where d.contact_id = :contact order by v.received_at
                """, contact));
        records.addAll(rows("""
                select requested_at, form, array_to_string(topics, ', ') as topics, wording, requested_from,
                       requested_with, confirmed_at, confirmed_from, confirmed_with
                from opt_in where contact_id = :contact order by requested_at
                """, contact));
        return records;
    }

    @Override
    public void erase(ContactId contact) {
        for (var table : tables()) {
            jdbc.sql("delete from " + table + " where contact_id = :contact")
                    .param("contact", contact.value())
                    .update();
        }
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        for (var table : tables()) {
            jdbc.sql("update " + table + " set contact_id = :keep where contact_id = :merged")
                    .param("keep", keep.value())
                    .param("merged", merged.value())
                    .update();
        }
    }

    private List<Map<String, Object>> rows(String sql, ContactId contact) {
        return jdbc.sql(sql)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list();
    }
}
