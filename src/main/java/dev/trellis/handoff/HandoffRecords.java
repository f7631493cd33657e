package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A contact's owner, hand-offs and tasks, for export, erasure and merging. */
@Component
class HandoffRecords implements ContactRecords {

    private final JdbcClient jdbc;
    private final Clock clock;

    HandoffRecords(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "handoffs";
    }

    @Override
    public Set<String> tables() {
        return Set.of("handoff", "contact_owner", "task");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        var records = new ArrayList<Map<String, Object>>();
        records.addAll(rows("select since, owner, actor from contact_owner where contact_id = :contact", contact));
        records.addAll(rows("""
                        select opened_at, kind, team, state, owner, why, assigned_because, routed_because, priority, score, fit, temperature,
                               due_at, accepted_at, closed_at, reason, note, return_until, promoted_by, source
                        from handoff where contact_id = :contact order by id""", contact));
        records.addAll(rows("""
                        select handoff_history.at, handoff_history.actor, handoff_history.action, handoff_history.owner,
                               handoff_history.note, handoff_history.via
                        from handoff_history join handoff on handoff.id = handoff_history.handoff_id
                        where handoff.contact_id = :contact order by handoff_history.id""", contact));
        records.addAll(rows("""
                        select handoff.opened_at, scored.label as scored_by, scored.points
                        from handoff
                             cross join unnest(scored_by, scored_points) with ordinality as scored (label, points, place)
                        where handoff.contact_id = :contact order by handoff.id, scored.place""", contact));
        records.addAll(rows("""
                        select created_at, kind, title, note, team, owner, due_at, state, closed_at, closed_by, closed_because
                        from task where contact_id = :contact order by id""", contact));
        return records;
    }

    @Override
    public void erase(ContactId contact) {
        for (var table : List.of("task", "handoff", "contact_owner")) {
            jdbc.sql("delete from " + table + " where contact_id = :contact")
                    .param("contact", contact.value())
                    .update();
        }
    }

    /** The merged contact's journey ends, and with it whatever it had handed off; its tasks remain to be done. */
    @Override
    public void merge(ContactId keep, ContactId merged) {
        jdbc.sql("""
                        update handoff set state = 'withdrawn', closed_at = :now, job_key = null, waits_for = null
                        where contact_id = :merged and state in ('open', 'accepted')""")
                .param("now", utc(clock.instant()))
                .param("merged", merged.value())
                .update();
        jdbc.sql("""
                        update contact_owner set contact_id = :keep
                        where contact_id = :merged
                          and not exists (select from contact_owner kept where kept.contact_id = :keep)""")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
        jdbc.sql("delete from contact_owner where contact_id = :merged")
                .param("merged", merged.value())
                .update();
        for (var table : List.of("task", "handoff")) {
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
