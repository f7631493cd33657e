package dev.trellis.handoff;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Adds up how many hand-offs each person works on.
 *
 * <p>The database notes each change of a hand-off as it happens; whoever wants to know a load adds the notes to the
 * sum. So nobody counts hand-offs, and nobody waits for a counter. Several instances may add up at the same time.
 */
@Component
class Loads {

    private static final int AT_ONCE = 10_000;

    private final JdbcClient jdbc;

    Loads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps the notes few; who looks at a load sees the same before and after. */
    @Scheduled(fixedDelayString = "${trellis.handoff.add-up-every:PT5S}")
    void addUp() {
        jdbc.sql("""
                        with noted as (
                            delete from handoff_count_change
                            where id in (select id from handoff_count_change order by id limit :atOnce
                                         for update skip locked)
                            returning owner, change)
                        insert into handoff_count (owner, pending)
                        select owner, sum(change) from noted group by owner order by owner
                        on conflict (owner) do update set pending = handoff_count.pending + excluded.pending""").param("atOnce", AT_ONCE).update();
    }
}
