package dev.trellis.tracking;

import static dev.trellis.platform.UtcTime.today;

import dev.trellis.tracking.TrackingController.Caller;
import dev.trellis.tracking.VisitVerdict.Visit;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Counts clicks, where the brand's policy is not to know whose they are. */
@Service
class AnonymousClicks {

    private final JdbcClient jdbc;
    private final Clock clock;

    AnonymousClicks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Transactional
    void clicked(int link, Caller caller) {
        var verdict = VisitVerdict.of(
                new Visit(caller.head(), caller.userAgent(), caller.knownNetwork(), false, false, null));
        jdbc.sql("""
                        insert into anonymous_click (link_id, day, verdict, clicks) values (:link, :day, :verdict, 1)
                        on conflict (link_id, day, verdict) do update set clicks = anonymous_click.clicks + 1
                        """)
                .param("link", link)
                .param("day", today(clock))
                .param("verdict", verdict.label())
                .update();
    }
}
