package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.engine.EngineOutbox;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How many contacts stand in each stage, and what has just happened. */
@Repository
class Overview {

    private static final int MOVEMENTS = 12;

    /** Everybody who looks gets the same answer for so long: a count reads every contact's row. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final Lifecycle lifecycle;
    private final EngineOutbox outbox;
    private final Clock clock;
    private final Recent<Now> recent = new Recent<>(FRESH, this::read);

    Overview(JdbcClient jdbc, Lifecycle lifecycle, EngineOutbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.lifecycle = lifecycle;
        this.outbox = outbox;
        this.clock = clock;
    }

    Now now() {
        return recent.get();
    }

    private Now read() {
        var counts = new HashMap<String, Long>();
        var closedLost = new long[1];
        jdbc.sql(
                        "select stage, count(*) as contacts, count(*) filter (where closed_lost) as lost from lifecycle group by 1")
                .query(row -> {
                    counts.put(row.getString("stage"), row.getLong("contacts"));
                    closedLost[0] += row.getLong("lost");
                });
        var stages = lifecycle.stages().stream()
                .map(stage -> new StageCount(
                        stage.stage().name(),
                        stage.label(),
                        stage.journey(),
                        counts.getOrDefault(stage.stage().name(), 0L)))
                .toList();
        var movements = movements(stages.stream().map(StageCount::name).toArray(String[]::new));
        return new Now(
                stages,
                stages.stream().mapToLong(StageCount::contacts).sum(),
                closedLost[0],
                mails(),
                outbox.backlog(Lane.LIVE),
                outbox.backlog(Lane.BULK),
                movements,
                clock.instant());
    }

    private Mails mails() {
        return jdbc.sql("""
                        select (select count(*) from send where accepted_at >= :since) as sent,
                               (select count(*) from send_queue) as waiting
                        """)
                .param("since", utc(clock.instant().minus(Duration.ofDays(1))))
                .query((row, number) -> new Mails(row.getLong("sent"), row.getLong("waiting")))
                .single();
    }

    // Stage by stage, so that the index gives the newest of each and nothing else is read.
    private List<Movement> movements(String[] stages) {
        return jdbc.sql("""
                        select c.id, coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as name,
                               e.stage, e.previous, e.reason, e.actor, e.entered_at
                        from unnest(cast(:stages as text[])) as wanted (stage)
                        cross join lateral (select * from stage_entry s where s.stage = wanted.stage
                                            order by s.entered_at desc limit :limit) e
                        join contact c on c.id = e.contact_id
                        order by e.entered_at desc, e.number desc limit :limit
                        """)
                .param("stages", stages)
                .param("limit", MOVEMENTS)
                .query((row, number) -> new Movement(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("previous"),
                        row.getString("stage"),
                        row.getString("reason"),
                        row.getString("actor"),
                        instant(row, "entered_at")))
                .list();
    }

    /** What the first page shows. */
    public record Now(
            List<StageCount> stages,
            long contacts,
            long closedLost,
            Mails mails,
            long backlogLive,
            long backlogBulk,
            List<Movement> movements,
            Instant at) {}

    /** A stage and how many contacts are in it. */
    public record StageCount(String name, String label, String journey, long contacts) {}

    /** Emails accepted by the relay within a day, and those that are to go. */
    public record Mails(long sent, long waiting) {}

    /** A contact that has just entered a stage. */
    public record Movement(
            UUID contactId, String name, @Nullable String from, String to, String reason, String actor, Instant at) {}
}
