package dev.trellis.tracking;

import static dev.trellis.platform.UtcTime.midnight;
import static dev.trellis.platform.UtcTime.today;
import static dev.trellis.platform.UtcTime.utc;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** How often the links of an email were followed: by readers we know, by others, and by machines. */
@Service
public class TemplateClicks {

    private static final int USUAL_DAYS = 30;

    private final JdbcClient jdbc;
    private final Clock clock;

    TemplateClicks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The last thirty days, today included. */
    public Days usualDays() {
        var today = today(clock);
        return new Days(today.minusDays(USUAL_DAYS - 1), today);
    }

    /** The clicks in one email, by link, the most followed first. */
    public Clicks of(String template, Days days) {
        var links = within(days, "and v.template = :template")
                .param("template", template)
                .query((row, number) -> new Link(row.getString("url"), counts(row)))
                .list();
        links.sort(Comparator.<Link>comparingLong(link -> link.counts().byPeople())
                .reversed()
                .thenComparing(Link::url));
        var total = links.stream().map(Link::counts).reduce(Counts.NONE, Counts::plus);
        return new Clicks(template, days.from(), days.to(), links, total);
    }

    /** The clicks in every email that had any. */
    public Map<String, Counts> all(Days days) {
        var all = new HashMap<String, Counts>();
        within(days, "").query(row -> {
            all.merge(row.getString("template"), counts(row), Counts::plus);
        });
        return all;
    }

    /** A finger that clicks twice counts once, where we know whose it is. */
    private JdbcClient.StatementSpec within(Days days, String condition) {
        return jdbc.sql("""
                        with clicked as (
                            select template, url, verdict, false as anonymous,
                                   count(distinct coalesce(activity_key, id::text)) as clicks
                            from visit v
                            where kind = 'click' and verdict is not null and at >= :begin and at < :end %1$s
                            group by template, url, verdict
                            union all
                            select v.template, v.url, c.verdict, true, sum(c.clicks)
                            from anonymous_click c join link v on v.id = c.link_id
                            where c.day between :from and :to %1$s
                            group by v.template, v.url, c.verdict
                        )
                        select template, url,
                               coalesce(sum(clicks) filter (where verdict = 'human' and not anonymous), 0) as identified,
                               coalesce(sum(clicks) filter (where verdict = 'human' and anonymous), 0) as anonymous,
                               coalesce(sum(clicks) filter (where verdict in ('machine', 'scanner')), 0) as machine,
                               coalesce(sum(clicks) filter (where verdict = 'unknown'), 0) as unclear
                        from clicked group by template, url
                        """.formatted(condition))
                .param("from", days.from())
                .param("to", days.to())
                .param("begin", utc(midnight(days.from())))
                .param("end", utc(midnight(days.to().plusDays(1))));
    }

    private static Counts counts(ResultSet row) throws SQLException {
        return new Counts(
                row.getLong("identified"), row.getLong("anonymous"), row.getLong("machine"), row.getLong("unclear"));
    }

    /** Whole days in UTC, the last one included. */
    public record Days(LocalDate from, LocalDate to) {}

    /** The clicks in one email. */
    public record Clicks(String template, LocalDate from, LocalDate to, List<Link> items, Counts total) {}

    /** The clicks on one link. */
    public record Link(String url, @JsonUnwrapped Counts counts) {}

    /**
     * Clicks by who clicked, as far as one can tell.
     *
     * @param identified people whose mail we know it was in
     * @param anonymous people of whom we chose to know nothing
     * @param machine prefetchers, scanners and programs
     * @param unclear either
     */
    public record Counts(long identified, long anonymous, long machine, long unclear) {

        static final Counts NONE = new Counts(0, 0, 0, 0);

        long byPeople() {
            return identified + anonymous;
        }

        Counts plus(Counts other) {
            return new Counts(
                    identified + other.identified,
                    anonymous + other.anonymous,
                    machine + other.machine,
                    unclear + other.unclear);
        }
    }
}
