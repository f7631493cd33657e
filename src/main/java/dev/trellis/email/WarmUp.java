package dev.trellis.email;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Lets a new sending domain have a little marketing mail on its first day and more each day, as long as it goes well:
 * after a day of many deferrals or complaints, or one that did not use its share, the next has no more than that one.
 */
@Repository
class WarmUp {

    private static final double MOST_DEFERRED = 0.05;

    /** Where the big mailbox providers begin to frown. */
    private static final double MOST_COMPLAINTS = 0.001;

    private static final double USED = 0.5;

    private final JdbcClient jdbc;
    private final WarmUpProperties plan;
    private final ZoneId zone;
    private final String domain;

    WarmUp(JdbcClient jdbc, WarmUpProperties plan, EmailProperties properties, MailSettings settings) {
        this.jdbc = jdbc;
        this.plan = plan;
        this.zone = properties.timeZone();
        this.domain = settings.domain();
    }

    /** How many marketing mails may still go today. */
    int left(Instant now) {
        if (plan.perDay() == 0) {
            return Integer.MAX_VALUE;
        }
        var day = day(now.atZone(zone).toLocalDate(), "=").orElseGet(() -> begin(now));
        return day.cap() >= plan.enough() ? Integer.MAX_VALUE : Math.max(0, day.cap() - day.taken());
    }

    /** Where it stands, for people to see; empty where there is none, or it is over. */
    Optional<Standing> standing(Instant now) {
        if (plan.perDay() == 0) {
            return Optional.empty();
        }
        var today = now.atZone(zone).toLocalDate();
        var day = day(today, "=").orElseGet(() -> new Day(today, cap(today), 0, 0));
        return day.cap() >= plan.enough()
                ? Optional.empty()
                : Optional.of(new Standing(daysBefore(today) + 1, day, more(day.cap())));
    }

    void take(int mails, Instant now) {
        count(mails, 0, now);
    }

    /** Mails that were taken and did not go after all, those among them that the other side put off. */
    void giveBack(int mails, int deferred, Instant now) {
        count(-mails, deferred, now);
    }

    private void count(int taken, int deferred, Instant now) {
        if (plan.perDay() > 0) {
            jdbc.sql("""
                            update warm_up_day set taken = greatest(0, taken + :taken), deferred = deferred + :deferred
                            where domain = :domain and day = :day
                            """)
                    .param("taken", taken)
                    .param("deferred", deferred)
                    .param("domain", domain)
                    .param("day", now.atZone(zone).toLocalDate())
                    .update();
        }
    }

    private Day begin(Instant now) {
        var day = now.atZone(zone).toLocalDate();
        int cap = cap(day);
        jdbc.sql("insert into warm_up_day (domain, day, cap) values (:domain, :day, :cap) on conflict do nothing")
                .param("domain", domain)
                .param("day", day)
                .param("cap", cap)
                .update();
        return new Day(day, cap, 0, 0);
    }

    private int cap(LocalDate day) {
        return day(day, "<").map(this::after).orElse(plan.perDay());
    }

    private int after(Day before) {
        boolean wentWell = before.deferred() <= before.taken() * MOST_DEFERRED
                && complaintsSince(before) <= Math.max(1, before.taken() * MOST_COMPLAINTS)
                && before.taken() >= before.cap() * USED;
        return wentWell ? more(before.cap()) : before.cap();
    }

    private int more(int cap) {
        return (int) Math.ceil(cap * plan.growth());
    }

    private int daysBefore(LocalDate day) {
        return jdbc.sql("select count(*) from warm_up_day where domain = :domain and day < :day")
                .param("domain", domain)
                .param("day", day)
                .query(Integer.class)
                .single();
    }

    private long complaintsSince(Day day) {
        return jdbc.sql("select count(*) from suppression where reason = 'complaint' and created_at >= :since")
                .param("since", Columns.timestamp(day.day().atStartOfDay(zone).toInstant()))
                .query(Long.class)
                .single();
    }

    private Optional<Day> day(LocalDate day, String comparison) {
        return jdbc.sql("select day, cap, taken, deferred from warm_up_day where domain = :domain and day " + comparison
                        + " :day order by day desc limit 1")
                .param("domain", domain)
                .param("day", day)
                .query((row, number) -> new Day(
                        row.getObject("day", LocalDate.class),
                        row.getInt("cap"),
                        row.getInt("taken"),
                        row.getInt("deferred")))
                .optional();
    }

    /**
     * One day of the warm-up.
     *
     * @param cap how many marketing mails it has
     * @param taken how many of them went
     * @param deferred how many the other side put off
     */
    record Day(LocalDate day, int cap, int taken, int deferred) {}

    /**
     * How far the warm-up is.
     *
     * @param number of the day, from 1
     * @param next how many mails the next day has if this one goes well
     */
    record Standing(int number, Day day, int next) {}
}
