package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.instant;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the contact did. */
@Component
@Order(ProfileRecords.LAST)
class ActivityRecords implements ContactRecords {

    private final JdbcClient jdbc;
    private final Json json;

    ActivityRecords(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public String name() {
        return "activities";
    }

    @Override
    public Set<String> tables() {
        return Set.of("activity");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return jdbc.sql("""
                        select type, at, recorded_at, properties from activity
                        where contact_id = :contact order by at, id
                        """)
                .param("contact", contact.value())
                .query((row, number) -> {
                    var activity = new LinkedHashMap<String, Object>();
                    activity.put("at", instant(row, "at").toString());
                    activity.put("type", row.getString("type"));
                    activity.put("recordedAt", instant(row, "recorded_at").toString());
                    activity.put("properties", json.objects(row.getString("properties")));
                    return (Map<String, Object>) activity;
                })
                .list();
    }

    @Override
    public void erase(ContactId contact) {
        jdbc.sql("delete from activity where contact_id = :contact")
                .param("contact", contact.value())
                .update();
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        jdbc.sql("update activity set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }
}
