package dev.trellis.console;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The numbers beside the names of the pages: what waits for somebody. */
@Repository
class Badges {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Recent<Numbers> recent = new Recent<>(Duration.ofMillis(500), this::read);

    Badges(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Numbers now() {
        return recent.get();
    }

    private Numbers read() {
        return jdbc.sql("""
                        select (select count(*) from handoff where state = 'open') as handoffs,
                               exists (select from handoff where state = 'open' and due_at < :now) as late,
                               (select count(*) from parked_job)
                                 + (select count(*) from engine_outbox where problem is not null)
                                 + (select count(distinct (contact_id, kind)) from inbound where doubt = 'open')
                                 + (select count(*) from webhook where disabled_because is not null)
                                 as attention
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, number) ->
                        new Numbers(row.getLong("handoffs"), row.getBoolean("late"), row.getLong("attention")))
                .single();
    }

    /** How many hand-offs are open, whether one of them is late, and how much has stopped. */
    public record Numbers(long handoffs, boolean late, long attention) {}
}
