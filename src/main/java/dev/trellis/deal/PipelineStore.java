package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows behind {@link Pipeline}. */
@Repository
class PipelineStore {

    private final JdbcClient jdbc;

    PipelineStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The steps deals can be in, in order. */
    List<PipelineStep> steps() {
        var confirmations = new HashMap<String, List<Confirmation>>();
        jdbc.sql("select id, step, label from deal_confirmation where not retired order by position, id")
                .query(row -> {
                    confirmations
                            .computeIfAbsent(row.getString("step"), step -> new ArrayList<>())
                            .add(new Confirmation(row.getLong("id"), row.getString("label")));
                });
        return jdbc.sql("""
                        select name, label, position, probability, facts from deal_step
                        where not retired order by position, name""")
                .query((row, number) -> new PipelineStep(
                        row.getString("name"),
                        row.getString("label"),
                        row.getInt("position"),
                        row.getInt("probability"),
                        facts(row),
                        confirmations.getOrDefault(row.getString("name"), List.of())))
                .list();
    }

    /** What steps are called, those that were retired included. */
    Map<String, String> labels() {
        var labels = new HashMap<String, String>();
        jdbc.sql("select name, label from deal_step").query(row -> {
            labels.put(row.getString("name"), row.getString("label"));
        });
        return labels;
    }

    /** Keeps a step from being retired until the end of the transaction. */
    boolean hold(String step) {
        return jdbc.sql("select name from deal_step where name = :step and not retired for key share")
                .param("step", step)
                .query(String.class)
                .optional()
                .isPresent();
    }

    /** Keeps everybody from changing steps and from moving deals into this one until the end of the transaction. */
    void take(String step) {
        jdbc.sql("select name from deal_step order by name for no key update")
                .query(String.class)
                .list();
        jdbc.sql("select name from deal_step where name = :step for update")
                .param("step", step)
                .query(String.class)
                .list();
    }

    void put(String name, String label, int probability, List<StepFact> facts) {
        jdbc.sql("""
                        insert into deal_step (name, label, probability, facts, position)
                        values (:name, :label, :probability, cast(:facts as text[]),
                                (select coalesce(max(position), 0) + 1 from deal_step where not retired))
                        on conflict (name) do update
                            set label = excluded.label, probability = excluded.probability, facts = excluded.facts,
                                position = case when deal_step.retired then excluded.position else deal_step.position end,
                                retired = false""")
                .param("name", name)
                .param("label", label)
                .param("probability", probability)
                .param("facts", facts.stream().map(StepFact::label).toArray(String[]::new))
                .update();
    }

    void retire(String name) {
        jdbc.sql("update deal_step set retired = true where name = :name")
                .param("name", name)
                .update();
    }

    void order(List<String> names) {
        for (var i = 0; i < names.size(); i++) {
            jdbc.sql("update deal_step set position = :position where name = :name")
                    .param("position", i + 1)
                    .param("name", names.get(i))
                    .update();
        }
    }

    /** The confirmations of a step from now on; what was confirmed under the same words before counts on. */
    void putConfirmations(String step, List<String> labels) {
        jdbc.sql("update deal_confirmation set retired = true where step = :step and not (label = any(:labels))")
                .param("step", step)
                .param("labels", labels.toArray(String[]::new))
                .update();
        for (var i = 0; i < labels.size(); i++) {
            jdbc.sql("""
                            insert into deal_confirmation (step, label, position) values (:step, :label, :position)
                            on conflict (step, label) do update set position = excluded.position, retired = false""")
                    .param("step", step)
                    .param("label", labels.get(i))
                    .param("position", i + 1)
                    .update();
        }
    }

    List<Tick> ticks(UUID deal) {
        return jdbc.sql("select confirmation_id, at, actor from deal_tick where deal_id = :deal order by at")
                .param("deal", deal)
                .query((row, number) ->
                        new Tick(row.getLong("confirmation_id"), instant(row, "at"), row.getString("actor")))
                .list();
    }

    boolean tick(UUID deal, long confirmation, String actor, Instant at) {
        return jdbc.sql("""
                        insert into deal_tick (deal_id, confirmation_id, at, actor)
                        values (:deal, :confirmation, :at, :actor)
                        on conflict do nothing""")
                        .param("deal", deal)
                        .param("confirmation", confirmation)
                        .param("at", utc(at))
                        .param("actor", actor)
                        .update()
                > 0;
    }

    boolean untick(UUID deal, long confirmation) {
        return jdbc.sql("delete from deal_tick where deal_id = :deal and confirmation_id = :confirmation")
                        .param("deal", deal)
                        .param("confirmation", confirmation)
                        .update()
                > 0;
    }

    private static List<StepFact> facts(ResultSet row) throws SQLException {
        return Arrays.stream((String[]) row.getArray("facts").getArray())
                .map(StepFact::of)
                .toList();
    }
}
