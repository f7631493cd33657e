package dev.trellis.feedback;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a contact was asked and answered, for export, erasure and merging. */
@Component
class FeedbackRecords implements ContactRecords {

    private final JdbcClient jdbc;

    FeedbackRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "feedback";
    }

    @Override
    public Set<String> tables() {
        return Set.of("feedback");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return jdbc.sql("""
                        select requested_at, kind, answered_at, changed_at, score, comment
                        from feedback where contact_id = :contact order by id""")
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list();
    }

    @Override
    public void erase(ContactId contact) {
        jdbc.sql("delete from feedback where contact_id = :contact")
                .param("contact", contact.value())
                .update();
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        jdbc.sql("update feedback set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }
}
