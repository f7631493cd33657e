package dev.trellis.engine;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.Lane;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The table {@code engine_outbox}.
 *
 * <p>Its times are real time, whatever the application's clock shows: they measure how long another program took.
 */
@Repository
class OutboxRows {

    /** A row is another instance's again when this has passed without a word from the one that claimed it. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final int ROWS_PER_INSERT = 5_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    OutboxRows(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    void insertMessages(List<EngineMessage> messages, Lane lane) {
        for (var from = 0; from < messages.size(); from += ROWS_PER_INSERT) {
            var part = messages.subList(from, Math.min(messages.size(), from + ROWS_PER_INSERT));
            jdbc.sql("""
                            insert into engine_outbox
                                (lane, kind, message_name, correlation_key, message_id, ttl_millis, variables, due_at, created_at)
                            select :lane, 'publish', m.name, m.correlation_key, nullif(m.id, ''), m.ttl, m.variables, :now, :now
                            from unnest(:names::text[], :keys::text[], :ids::text[], :ttls::bigint[], :variables::text[])
                                 with ordinality as m(name, correlation_key, id, ttl, variables, position)
                            order by m.position
                            """)
                    .param("lane", name(lane))
                    .param("names", part.stream().map(EngineMessage::name).toArray(String[]::new))
                    .param(
                            "keys",
                            part.stream().map(EngineMessage::correlationKey).toArray(String[]::new))
                    .param("ids", part.stream().map(EngineMessage::messageId).toArray(String[]::new))
                    .param(
                            "ttls",
                            part.stream().map(m -> m.timeToLive().toMillis()).toArray(Long[]::new))
                    .param(
                            "variables",
                            part.stream()
                                    .map(m -> Variables.write(m.variables()))
                                    .toArray(String[]::new))
                    .param("now", utc(Instant.now()))
                    .update();
        }
    }

    void insertCompletions(Map<Long, Map<String, Object>> variablesByJobKey, Lane lane) {
        var jobKeys = List.copyOf(variablesByJobKey.keySet());
        for (var from = 0; from < jobKeys.size(); from += ROWS_PER_INSERT) {
            var part = jobKeys.subList(from, Math.min(jobKeys.size(), from + ROWS_PER_INSERT));
            jdbc.sql("""
                            insert into engine_outbox (lane, kind, target_key, variables, due_at, created_at)
                            select :lane, 'complete', j.key, j.variables, :now, :now
                            from unnest(:keys::bigint[], :variables::text[]) as j(key, variables)
                            """)
                    .param("lane", name(lane))
                    .param("keys", part.toArray(Long[]::new))
                    .param(
                            "variables",
                            part.stream()
                                    .map(key -> Variables.write(variablesByJobKey.getOrDefault(key, Map.of())))
                                    .toArray(String[]::new))
                    .param("now", utc(Instant.now()))
                    .update();
        }
    }

    void insert(OutboxRow.Kind kind, Collection<Long> targetKeys, Lane lane) {
        jdbc.sql("""
                        insert into engine_outbox (lane, kind, target_key, due_at, created_at)
                        select :lane, :kind, key, :now, :now from unnest(:keys::bigint[]) as key
                        """)
                .param("lane", name(lane))
                .param("kind", name(kind))
                .param("keys", targetKeys.toArray(Long[]::new))
                .param("now", utc(Instant.now()))
                .update();
    }

    /**
     * Forgets delivered rows and claims the next ones, in one step.
     *
     * <p>What is lost of it when the database itself crashes only makes rows be delivered once more, so it need not
     * wait for the disk.
     */
    Claimed forgetAndClaim(Collection<Long> delivered, int live, int bulk) {
        return transaction.execute(status -> {
            jdbc.sql("select set_config('synchronous_commit', 'off', true)")
                    .query(String.class)
                    .single();
            if (!delivered.isEmpty()) {
                jdbc.sql("delete from engine_outbox where id = any(:ids)")
                        .param("ids", delivered.toArray(Long[]::new))
                        .update();
            }
            return new Claimed(claim(Lane.LIVE, "", live), claimBulk(bulk));
        });
    }

    /** The next rows of each lane, claimed for {@link #LEASE}. */
    record Claimed(List<OutboxRow> live, List<OutboxRow> bulk) {

        boolean isEmpty() {
            return live.isEmpty() && bulk.isEmpty();
        }
    }

    /** Gives rows back that were claimed and not tried. */
    void release(Collection<Long> ids) {
        jdbc.sql("update engine_outbox set due_at = :now where id = any(:ids)")
                .param("now", utc(Instant.now()))
                .param("ids", ids.toArray(Long[]::new))
                .update();
    }

    void postpone(long id, Duration pause) {
        jdbc.sql("update engine_outbox set attempts = attempts + 1, due_at = :due where id = :id")
                .param("due", utc(Instant.now().plus(pause)))
                .param("id", id)
                .update();
    }

    void setAside(long id, String problem) {
        jdbc.sql("update engine_outbox set attempts = attempts + 1, problem = :problem where id = :id")
                .param("problem", problem)
                .param("id", id)
                .update();
    }

    boolean takeUpAgain(long id) {
        return jdbc.sql("""
                                update engine_outbox set problem = null, attempts = 0, due_at = :now
                                where id = :id and problem is not null
                                """).param("now", utc(Instant.now())).param("id", id).update() == 1;
    }

    List<UndeliveredCommand> setAside(int limit, long after) {
        return jdbc.sql("""
                        select id, kind, target_key, message_name, correlation_key, problem, created_at from engine_outbox
                        where problem is not null and id > :after order by id limit :limit
                        """)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new UndeliveredCommand(
                        row.getLong("id"),
                        row.getString("kind"),
                        nullableLong(row, "target_key"),
                        row.getString("message_name"),
                        row.getString("correlation_key"),
                        row.getString("problem"),
                        instant(row, "created_at")))
                .list();
    }

    long waiting(Lane lane) {
        return jdbc.sql("select count(*) from engine_outbox where problem is null and lane = :lane")
                .param("lane", name(lane))
                .query(Long.class)
                .single();
    }

    long setAsideCount() {
        return jdbc.sql("select count(*) from engine_outbox where problem is not null")
                .query(Long.class)
                .single();
    }

    /** Results first: a contact whose mail is gone does not wait behind all those who are still to come in. */
    private List<OutboxRow> claimBulk(int most) {
        var rows = new ArrayList<>(claim(Lane.BULK, "and kind <> 'publish'", most));
        rows.addAll(claim(Lane.BULK, "and kind = 'publish'", most - rows.size()));
        return rows;
    }

    private List<OutboxRow> claim(Lane lane, String kinds, int most) {
        if (most <= 0) {
            return List.of();
        }
        var now = Instant.now();
        var rows = new ArrayList<>(jdbc.sql("""
                        with next as (
                            select id from engine_outbox
                            where problem is null and lane = :lane and due_at <= :now %s
                            order by id limit :most
                            for update skip locked)
                        update engine_outbox o set due_at = :lease from next where o.id = next.id
                        returning o.id, o.kind, o.target_key, o.message_name, o.correlation_key, o.message_id,
                                  o.ttl_millis, o.variables, o.attempts
                        """.formatted(kinds))
                .param("lane", name(lane))
                .param("now", utc(now))
                .param("lease", utc(now.plus(LEASE)))
                .param("most", most)
                .query(OutboxRows::read)
                .list());
        rows.sort((one, other) -> Long.compare(one.id(), other.id()));
        return rows;
    }

    private static OutboxRow read(ResultSet row, int number) throws SQLException {
        return new OutboxRow(
                row.getLong("id"),
                OutboxRow.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                nullableLong(row, "target_key"),
                row.getString("message_name"),
                row.getString("correlation_key"),
                row.getString("message_id"),
                nullableLong(row, "ttl_millis"),
                row.getString("variables"),
                row.getInt("attempts"));
    }

    private static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        var value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
