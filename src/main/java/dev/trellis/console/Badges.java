package dev.trellis.console;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.security.Sight;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The numbers beside the names of the pages: what waits for somebody. */
@Repository
class Badges {

    /** Where nobody can be asked. */
    static final Numbers NONE = new Numbers(0, false, 0);

    private static final Duration FRESH = Duration.ofMillis(500);
    private static final int REMEMBERED = 1_000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Recent<Long> attention = new Recent<>(FRESH, this::readAttention);
    private final Map<Sight, Recent<Numbers>> handoffs = new ConcurrentHashMap<>();

    Badges(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * What waits for somebody who sees so far.
     *
     * @param mends whether what has stopped is theirs to look at, too
     */
    Numbers now(Sight sight, boolean mends) {
        if (handoffs.size() > REMEMBERED) {
            handoffs.clear();
        }
        var open = handoffs.computeIfAbsent(sight, each -> new Recent<>(FRESH, () -> readHandoffs(each)))
                .get();
        return mends ? new Numbers(open.handoffs(), open.late(), attention.get()) : open;
    }

    private Numbers readHandoffs(Sight sight) {
        return jdbc.sql("""
                        select count(*) as handoffs, coalesce(bool_or(paused_at is null and due_at < :now), false) as late
                        from handoff where state = 'open' and
                        """ + sight.onOwnerAndTeam("handoff"))
                .param("now", utc(clock.instant()))
                .params(sight.parameters())
                .query((row, number) -> new Numbers(row.getLong("handoffs"), row.getBoolean("late"), 0))
                .single();
    }

    private long readAttention() {
        return jdbc.sql("""
                        select (select count(*) from parked_job)
                               + (select count(*) from engine_outbox where problem is not null)
                               + (select count(distinct (contact_id, kind)) from inbound where doubt = 'open')
                               + (select count(*) from webhook where disabled_because is not null)
                        """).query(Long.class).single();
    }

    /** How many hand-offs are open, whether one of them is late, and how much has stopped. */
    public record Numbers(long handoffs, boolean late, long attention) {}
}
