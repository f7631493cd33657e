package dev.trellis.engine;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables that mirror the engine. Writes are set-based: a thousand contacts may move at once. */
@Repository
class EngineMirror {

    private final JdbcClient jdbc;

    EngineMirror(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How far a partition's files have been read. */
    record Progress(String file, long offset, long position, boolean gap) {

        static final Progress NONE = new Progress("", 0, -1, false);
    }

    /** Only one instance reads a partition at a time; empty where another does. Needs a transaction. */
    Optional<Progress> lock(int partition) {
        var locked = jdbc.sql("select pg_try_advisory_xact_lock(8203, :partition)")
                .param("partition", partition)
                .query(Boolean.class)
                .single();
        if (!Boolean.TRUE.equals(locked)) {
            return Optional.empty();
        }
        return Optional.of(jdbc.sql(
                        "select file, byte_offset, record_position, gap from engine_spool where partition = :partition")
                .param("partition", partition)
                .query((row, number) ->
                        new Progress(row.getString(1), row.getLong(2), row.getLong(3), row.getBoolean(4)))
                .optional()
                .orElse(Progress.NONE));
    }

    void store(int partition, Progress progress) {
        jdbc.sql("""
                        insert into engine_spool (partition, file, byte_offset, record_position, gap)
                        values (:partition, :file, :offset, :position, :gap)
                        on conflict (partition) do update
                        set file = excluded.file, byte_offset = excluded.byte_offset,
                            record_position = excluded.record_position, gap = excluded.gap
                        """)
                .param("partition", partition)
                .param("file", progress.file())
                .param("offset", progress.offset())
                .param("position", progress.position())
                .param("gap", progress.gap())
                .update();
    }

    boolean hasGap() {
        return Boolean.TRUE.equals(jdbc.sql("select coalesce(bool_or(gap), false) from engine_spool")
                .query(Boolean.class)
                .single());
    }

    void apply(SpoolChanges changes) {
        delete("engine_position", "element_instance_key", changes.positions.gone);
        delete("engine_timer", "timer_key", changes.timers.gone);
        delete("engine_incident", "incident_key", changes.incidents.gone);
        delete("engine_instance", "process_instance_key", changes.instances.gone);
        saveInstances(changes);
        saveContacts(changes);
        savePositions(changes);
        saveTimers(changes);
        saveIncidents(changes);
    }

    private void saveInstances(SpoolChanges changes) {
        var things = changes.instances.present;
        if (things.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into engine_instance (process_instance_key, process_id, process_version, parent_instance_key, since)
                        select * from unnest(:keys::bigint[], :processes::text[], :versions::int[], :parents::bigint[],
                                             :sinces::timestamptz[])
                        on conflict (process_instance_key) do update
                        set process_id = excluded.process_id, process_version = excluded.process_version,
                            parent_instance_key = excluded.parent_instance_key
                        """)
                .param("keys", keys(things.keySet()))
                .param("processes", texts(things.values(), SpoolChanges.Instance::processId))
                .param("versions", array(things.values(), SpoolChanges.Instance::version, new Integer[0]))
                .param("parents", nullableKeys(things.values(), SpoolChanges.Instance::parentKey))
                .param(
                        "sinces",
                        texts(things.values(), instance -> instance.since().toString()))
                .update();
    }

    private void saveContacts(SpoolChanges changes) {
        var things = changes.contacts;
        if (things.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into engine_instance (process_instance_key, contact_id, since)
                        select * from unnest(:keys::bigint[], :contacts::uuid[], :sinces::timestamptz[])
                        on conflict (process_instance_key) do update set contact_id = excluded.contact_id
                        """)
                .param("keys", keys(things.keySet()))
                .param(
                        "contacts",
                        texts(things.values(), contact -> contact.id().toString()))
                .param(
                        "sinces",
                        texts(things.values(), contact -> contact.since().toString()))
                .update();
    }

    private void savePositions(SpoolChanges changes) {
        var things = changes.positions.present;
        if (things.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into engine_position
                            (element_instance_key, process_instance_key, process_id, process_version, element_id, since)
                        select * from unnest(:keys::bigint[], :instances::bigint[], :processes::text[], :versions::int[],
                                             :elements::text[], :sinces::timestamptz[])
                        on conflict (element_instance_key) do update
                        set process_id = excluded.process_id, process_version = excluded.process_version,
                            element_id = excluded.element_id
                        """)
                .param("keys", keys(things.keySet()))
                .param("instances", array(things.values(), SpoolChanges.Position::instanceKey, new Long[0]))
                .param("processes", texts(things.values(), SpoolChanges.Position::processId))
                .param("versions", array(things.values(), SpoolChanges.Position::version, new Integer[0]))
                .param("elements", texts(things.values(), SpoolChanges.Position::elementId))
                .param(
                        "sinces",
                        texts(things.values(), position -> position.since().toString()))
                .update();
    }

    private void saveTimers(SpoolChanges changes) {
        var things = changes.timers.present;
        if (things.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into engine_timer (timer_key, process_instance_key, element_id, due_at)
                        select * from unnest(:keys::bigint[], :instances::bigint[], :elements::text[], :dues::timestamptz[])
                        on conflict (timer_key) do update
                        set element_id = excluded.element_id, due_at = excluded.due_at
                        """)
                .param("keys", keys(things.keySet()))
                .param("instances", array(things.values(), SpoolChanges.Timer::instanceKey, new Long[0]))
                .param("elements", texts(things.values(), SpoolChanges.Timer::elementId))
                .param("dues", texts(things.values(), timer -> timer.dueAt().toString()))
                .update();
    }

    private void saveIncidents(SpoolChanges changes) {
        var things = changes.incidents.present;
        if (things.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into engine_incident
                            (incident_key, process_instance_key, process_id, element_id, job_key, kind, reason, since)
                        select * from unnest(:keys::bigint[], :instances::bigint[], :processes::text[], :elements::text[],
                                             :jobs::bigint[], :kinds::text[], :reasons::text[], :sinces::timestamptz[])
                        on conflict (incident_key) do update set element_id = excluded.element_id, reason = excluded.reason
                        """)
                .param("keys", keys(things.keySet()))
                .param("instances", array(things.values(), SpoolChanges.Incident::instanceKey, new Long[0]))
                .param("processes", texts(things.values(), SpoolChanges.Incident::processId))
                .param("elements", texts(things.values(), SpoolChanges.Incident::elementId))
                .param("jobs", nullableKeys(things.values(), SpoolChanges.Incident::jobKey))
                .param("kinds", texts(things.values(), SpoolChanges.Incident::kind))
                .param("reasons", texts(things.values(), SpoolChanges.Incident::reason))
                .param(
                        "sinces",
                        texts(things.values(), incident -> incident.since().toString()))
                .update();
    }

    private void delete(String table, String column, Collection<Long> gone) {
        if (!gone.isEmpty()) {
            jdbc.sql("delete from " + table + " where " + column + " = any(:keys)")
                    .param("keys", keys(gone))
                    .update();
        }
    }

    private static Long[] keys(Collection<Long> keys) {
        return keys.toArray(Long[]::new);
    }

    private static <T> String[] texts(Collection<T> things, Function<T, String> text) {
        return things.stream().map(text).toArray(String[]::new);
    }

    private static <T> @Nullable Long[] nullableKeys(Collection<T> things, Function<T, @Nullable Long> key) {
        var keys = new @Nullable Long[things.size()];
        var i = 0;
        for (var thing : things) {
            keys[i++] = key.apply(thing);
        }
        return keys;
    }

    private static <T, R> R[] array(Collection<T> things, Function<T, R> value, R[] type) {
        return things.stream().map(value).toList().toArray(type);
    }
}
