package dev.trellis.backtest;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.backtest.Backtest.State;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The rows behind {@link Backtests}. */
@Repository
class BacktestStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A run says so more often than that while it lives. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(1);

    private static final int KEPT = 50;

    private final JdbcClient jdbc;
    private final Clock clock;

    BacktestStore(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<Backtest> find(UUID id) {
        return jdbc.sql("select * from backtest where id = :id")
                .param("id", id)
                .query(this::toBacktest)
                .optional();
    }

    /** Backtests, newest first. */
    Page<Backtest> page(@Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var parameters = new HashMap<String, Object>();
        if (cursor != null) {
            parameters.put("at", utc(cursor.at()));
            parameters.put("id", cursor.id());
        }
        var rows = jdbc.sql("select * from backtest "
                        + (cursor == null ? "" : "where (created_at, id) < (:at, :id) ")
                        + "order by created_at desc, id desc limit " + (limit + 1))
                .params(parameters)
                .query(this::toBacktest)
                .list();
        return Page.of(rows, limit, backtest -> new Cursor(backtest.createdAt(), backtest.id()));
    }

    /** The one that runs at this moment, on whichever instance. */
    Optional<Backtest> running() {
        return jdbc.sql("select * from backtest where state = 'running' and touched_at > :alive limit 1")
                .param("alive", utc(clock.instant().minus(DEAD_AFTER)))
                .query(this::toBacktest)
                .optional();
    }

    /** Two that begin at the same moment take turns here until the transaction ends. */
    void lock() {
        jdbc.sql("lock table backtest in share row exclusive mode").update();
    }

    /** Stores a new one and drops those nobody needs any more. */
    void insert(Backtest backtest) {
        jdbc.sql("""
                        insert into backtest (id, name, state, leads_total, created_by, created_at, touched_at)
                        values (:id, :name, 'running', :total, :by, :now, :now)
                        """)
                .param("id", backtest.id())
                .param("name", backtest.name())
                .param("total", backtest.total())
                .param("by", backtest.createdBy())
                .param("now", utc(backtest.createdAt()))
                .update();
        jdbc.sql("""
                        delete from backtest where id in (
                            select id from backtest order by created_at desc, id desc offset :kept)
                        """).param("kept", KEPT).update();
    }

    void progress(UUID id, long done) {
        jdbc.sql("update backtest set leads_done = :done, touched_at = :now where id = :id")
                .param("done", done)
                .param("now", utc(clock.instant()))
                .param("id", id)
                .update();
    }

    void finish(UUID id, Report report) {
        jdbc.sql("update backtest set state = 'done', report = cast(:report as json) where id = :id")
                .param("report", JSON.writeValueAsString(report))
                .param("id", id)
                .update();
    }

    void fail(UUID id, String problem) {
        jdbc.sql("update backtest set state = 'failed', problem = :problem where id = :id")
                .param("problem", problem)
                .param("id", id)
                .update();
    }

    private Backtest toBacktest(ResultSet row, int number) throws SQLException {
        var report = row.getString("report");
        return new Backtest(
                row.getObject("id", UUID.class),
                row.getString("name"),
                state(row),
                row.getLong("leads_done"),
                row.getLong("leads_total"),
                report == null ? null : JSON.readValue(report, Report.class),
                row.getString("problem"),
                row.getString("created_by"),
                instant(row, "created_at"));
    }

    private State state(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "done" -> State.DONE;
            case "failed" -> State.FAILED;
            default ->
                instant(row, "touched_at").isBefore(clock.instant().minus(DEAD_AFTER)) ? State.STOPPED : State.RUNNING;
        };
    }
}
