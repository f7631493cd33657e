package dev.trellis.objection;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A contact's objections, for export, erasure and merging. */
@Component
class ObjectionRecords implements ContactRecords {

    private final JdbcClient jdbc;

    ObjectionRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "objections";
    }

    @Override
    public Set<String> tables() {
        return Set.of("objection");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return jdbc.sql("""
                        select asked_at, category, words, asked_by, state, asset_kind, asset, note, closed_at, closed_by
                        from objection where contact_id = :contact order by id""")
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list();
    }

    @Override
    public void erase(ContactId contact) {
        jdbc.sql("delete from objection where contact_id = :contact")
                .param("contact", contact.value())
                .update();
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        jdbc.sql("update objection set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }
}
