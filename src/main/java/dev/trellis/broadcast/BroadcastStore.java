package dev.trellis.broadcast;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.email.Account;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.Skip;
import dev.trellis.email.Slice;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows behind {@link Broadcasts}. */
@Repository
class BroadcastStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Account>> ACCOUNTS = new TypeReference<>() {};

    private static final String SELECT = """
            select b.*, exists (select from mail_hold h where h.kind = 'broadcast' and h.name = cast(b.id as text)) as paused
            from broadcast b
            """;

    private final JdbcClient jdbc;

    BroadcastStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Broadcast> find(UUID id) {
        return jdbc.sql(SELECT + "where b.id = :id")
                .param("id", id)
                .query(BroadcastStore::toBroadcast)
                .optional();
    }

    Optional<Broadcast> ofVisit(long elementInstanceKey) {
        return jdbc.sql(SELECT + "where b.element_instance_key = :visit for update of b")
                .param("visit", elementInstanceKey)
                .query(BroadcastStore::toBroadcast)
                .optional();
    }

    Optional<Instant> lastStart(String processId) {
        return jdbc.sql("select starts_at from broadcast where process_id = :process order by created_at desc limit 1")
                .param("process", processId)
                .query((row, number) -> instant(row, "starts_at"))
                .optional();
    }

    /** Broadcasts, newest first. */
    Page<Broadcast> page(@Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var parameters = new HashMap<String, Object>();
        if (cursor != null) {
            parameters.put("at", utc(cursor.at()));
            parameters.put("id", cursor.id());
        }
        var rows = jdbc.sql(SELECT + (cursor == null ? "" : "where (b.created_at, b.id) < (:at, :id) ")
                        + "order by b.created_at desc, b.id desc limit " + (limit + 1))
                .params(parameters)
                .query(BroadcastStore::toBroadcast)
                .list();
        return Page.of(rows, limit, broadcast -> new Cursor(broadcast.createdAt(), broadcast.id()));
    }

    /** Stores a new one, unless the visit to a step has one already. */
    boolean insert(Broadcast broadcast, @Nullable Long elementInstanceKey) {
        return jdbc.sql("""
                                insert into broadcast (id, element_instance_key, job_key, process_id, element_id, name,
                                                       template, topic, segment, send_window, on_cap, repeat, state,
                                                       created_by, created_at, starts_at, not_after)
                                values (:id, :visit, :job, :process, :element, :name, :template, :topic,
                                        cast(:segment as jsonb), :window, :onCap, :repeat, :state, :by, :createdAt,
                                        :startsAt, :notAfter)
                                on conflict (element_instance_key) do nothing
                                """)
                        .param("id", broadcast.id())
                        .param("visit", elementInstanceKey)
                        .param("job", broadcast.jobKey())
                        .param("process", broadcast.processId())
                        .param("element", broadcast.elementId())
                        .param("name", broadcast.name())
                        .param("template", broadcast.template())
                        .param("topic", broadcast.topic())
                        .param("segment", JSON.writeValueAsString(broadcast.segment()))
                        .param("window", broadcast.window())
                        .param("onCap", broadcast.onCap().name())
                        .param("repeat", broadcast.repeat())
                        .param("state", broadcast.state().name())
                        .param("by", broadcast.createdBy())
                        .param("createdAt", utc(broadcast.createdAt()))
                        .param("startsAt", utc(broadcast.startsAt()))
                        .param("notAfter", utc(broadcast.notAfter()))
                        .update()
                > 0;
    }

    void setJobKey(UUID id, long jobKey) {
        jdbc.sql("update broadcast set job_key = :job where id = :id and job_key is distinct from :job")
                .param("id", id)
                .param("job", jobKey)
                .update();
    }

    /** Takes the one that has waited longest to be planned further, unless another instance is at it. */
    Optional<Broadcast> lockToPlan(Instant now) {
        return jdbc.sql(SELECT + """
                        where b.state in ('SCHEDULED', 'PLANNING') and b.starts_at <= :now
                          and not exists (select from mail_hold h
                                          where h.kind = 'broadcast' and h.name = cast(b.id as text))
                        order by b.starts_at limit 1 for update of b skip locked
                        """)
                .param("now", utc(now))
                .query(BroadcastStore::toBroadcast)
                .optional();
    }

    /** Takes it, whoever else plans it meanwhile. */
    Optional<Broadcast> lock(UUID id) {
        return jdbc.sql(SELECT + "where b.id = :id for update of b")
                .param("id", id)
                .query(BroadcastStore::toBroadcast)
                .optional();
    }

    /** Notes what became of a slice. */
    void advance(UUID id, Slice slice) {
        var last = slice.last();
        jdbc.sql("""
                        update broadcast set state = 'PLANNING', planned_up_to = coalesce(:last, planned_up_to),
                                             planned = planned + :planned
                        where id = :id
                        """)
                .param("id", id)
                .param("last", last == null ? null : last.value())
                .param("planned", slice.planned())
                .update();
        slice.skipped()
                .forEach((reason, contacts) -> jdbc.sql("""
                        insert into broadcast_skipped (broadcast_id, reason, contacts) values (:id, :reason, :contacts)
                        on conflict (broadcast_id, reason)
                        do update set contacts = broadcast_skipped.contacts + excluded.contacts
                        """)
                        .param("id", id)
                        .param("reason", reason.label())
                        .param("contacts", contacts)
                        .update());
    }

    void endPlanning(UUID id, BroadcastState next, Instant at) {
        jdbc.sql(
                        "update broadcast set state = :state, planning_ended_at = coalesce(planning_ended_at, :at) where id = :id")
                .param("id", id)
                .param("state", next.name())
                .param("at", utc(at))
                .update();
    }

    /** Ends those of which nothing is left to send. */
    int finish(Instant now) {
        return jdbc.sql("""
                        update broadcast b set state = 'DONE', finished_at = :now
                        where b.state = 'SENDING'
                          and not exists (select from send_queue q where q.broadcast_id = b.id)
                        """).param("now", utc(now)).update();
    }

    /** The cancelled ones of which something may be left to give up. */
    List<UUID> cancelledUnfinished() {
        return jdbc.sql("select id from broadcast where state = 'CANCELLED' and finished_at is null")
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    void setFinished(UUID id, Instant at) {
        jdbc.sql("update broadcast set finished_at = :at where id = :id")
                .param("id", id)
                .param("at", utc(at))
                .update();
    }

    /** Those that were over before a moment and whose emails are not counted yet, the latest first. */
    List<UUID> uncounted(Instant overBefore, int limit) {
        return jdbc.sql("""
                        select id from broadcast where result is null and finished_at < :before
                        order by finished_at desc limit :limit""")
                .param("before", utc(overBefore))
                .param("limit", limit)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    void setResult(UUID id, List<Account> result) {
        jdbc.sql("update broadcast set result = cast(:result as jsonb) where id = :id")
                .param("id", id)
                .param("result", JSON.writeValueAsString(result))
                .update();
    }

    /** What became of its emails; empty where they are not counted yet. */
    Optional<List<Account>> result(UUID id) {
        return jdbc.sql("select result from broadcast where id = :id and result is not null")
                .param("id", id)
                .query((row, number) -> JSON.readValue(row.getString("result"), ACCOUNTS))
                .optional();
    }

    Map<Skip, Long> skipped(UUID id) {
        var skipped = new EnumMap<Skip, Long>(Skip.class);
        jdbc.sql("select reason, contacts from broadcast_skipped where broadcast_id = :id")
                .param("id", id)
                .query(row -> {
                    skipped.put(Skip.of(row.getString("reason")), row.getLong("contacts"));
                });
        return skipped;
    }

    private static Broadcast toBroadcast(ResultSet row, int number) throws SQLException {
        var upTo = row.getObject("planned_up_to", UUID.class);
        return new Broadcast(
                row.getObject("id", UUID.class),
                row.getObject("job_key", Long.class),
                row.getString("process_id"),
                row.getString("element_id"),
                row.getString("name"),
                row.getString("template"),
                row.getString("topic"),
                JSON.readValue(row.getString("segment"), Segment.class),
                row.getString("send_window"),
                OnCap.valueOf(row.getString("on_cap")),
                row.getBoolean("repeat"),
                BroadcastState.valueOf(row.getString("state")),
                row.getBoolean("paused"),
                row.getString("created_by"),
                instant(row, "created_at"),
                instant(row, "starts_at"),
                instant(row, "not_after"),
                upTo == null ? null : new ContactId(upTo),
                row.getLong("planned"),
                instantOrNull(row, "planning_ended_at"),
                instantOrNull(row, "finished_at"));
    }
}
