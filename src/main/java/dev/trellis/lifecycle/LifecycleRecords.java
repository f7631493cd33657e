package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.lifecycle.StageEntries.Standing;
import dev.trellis.platform.Lane;
import dev.trellis.platform.ReadableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The stages among what is kept about a contact. */
@Component
class LifecycleRecords implements ContactRecords {

    private static final List<String> TABLES = List.of("qualification", "stage_entry", "lifecycle");

    private final JdbcClient jdbc;
    private final StageEntries entries;
    private final Lifecycle lifecycle;
    private final EngineOutbox outbox;

    LifecycleRecords(JdbcClient jdbc, StageEntries entries, Lifecycle lifecycle, EngineOutbox outbox) {
        this.jdbc = jdbc;
        this.entries = entries;
        this.lifecycle = lifecycle;
        this.outbox = outbox;
    }

    @Override
    public String name() {
        return "stages";
    }

    @Override
    public Set<String> tables() {
        return Set.copyOf(TABLES);
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        var rows = new ArrayList<>(jdbc.sql("""
                        select number, stage, previous, reason, actor, entered_at from stage_entry
                        where contact_id = :contact order by number
                        """)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list());
        rows.addAll(jdbc.sql("""
                        select closed_lost, lost_reason, recycle_on, rejected_at, rejection_reason, nurture_until from lifecycle
                        where contact_id = :contact and (closed_lost or rejected_at is not null)
                        """)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list());
        rows.addAll(jdbc.sql("""
                        select budget, authority, need, timeline, actor, qualified_at from qualification
                        where contact_id = :contact
                        """)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list());
        return rows;
    }

    @Override
    public void erase(ContactId contact) {
        entries.find(contact).ifPresent(this::end);
        for (var table : TABLES) {
            jdbc.sql("delete from " + table + " where contact_id = :contact")
                    .param("contact", contact.value())
                    .update();
        }
    }

    /**
     * The kept contact goes on where it is, unless the other one was further: then it enters that stage. The other's
     * history ends; its running process does too. The later refusal of the two holds for the kept one.
     */
    @Override
    public void merge(ContactId keep, ContactId merged) {
        var gone = entries.find(merged);
        var kept = entries.find(keep);
        if (gone.isPresent()) {
            takeOver(keep, merged);
            var stage = gone.get().state().stage();
            if (kept.isPresent() && lifecycle.isAfter(stage, kept.get().state().stage())) {
                lifecycle.moveByMerge(keep, kept.get(), stage, "Merged with a contact that was " + stage + " already");
                if (gone.get().state().closedLost()) {
                    entries.rest(keep, "merged", gone.get().state().recycleOn());
                }
            }
        }
        erase(merged);
    }

    private void takeOver(ContactId keep, ContactId merged) {
        jdbc.sql("""
                        update lifecycle k set rejected_at = m.rejected_at, rejection_reason = m.rejection_reason,
                                               nurture_until = m.nurture_until
                        from lifecycle m
                        where k.contact_id = :keep and m.contact_id = :merged and m.rejected_at is not null
                          and (k.rejected_at is null or k.rejected_at < m.rejected_at)
                        """)
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
        jdbc.sql("""
                        update qualification set contact_id = :keep
                        where contact_id = :merged
                          and not exists (select 1 from qualification where contact_id = :keep)
                        """)
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }

    private void end(Standing standing) {
        var instance = standing.state().processInstanceKey();
        if (instance != null) {
            outbox.cancel(instance, Lane.LIVE);
        }
    }
}
