package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ActivityTypes;
import dev.trellis.email.Holds.Held;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Lets a new sending domain have a little marketing mail on its first day and more each day, as long as it goes well:
 * after a day of many deferrals or complaints, or one that did not use its share, the next has no more than that one.
 * What it has goes first to those who have shown interest lately, for mailboxes learn about a domain from its readers.
 */
@Repository
class WarmUp {

    private static final double MOST_DEFERRED = 0.05;

    /** Where the big mailbox providers begin to frown. */
    private static final double MOST_COMPLAINTS = 0.001;

    private static final double USED = 0.5;

    private static final Duration LATELY = Duration.ofDays(90);

    /** What happens to a contact, or is no interest. */
    private static final Set<String> NO_INTEREST = Set.of(
            ActivityTypes.EMAIL_BOUNCED,
            ActivityTypes.AUTO_REPLIED,
            ActivityTypes.UNSUBSCRIBED,
            ActivityTypes.COMPLAINED);

    /** A backlog with few who are interested takes long to look through, while all other mail waits. */
    private static final int REST_AFTER_LOOKING = 20;

    private static final String OF_JOURNEYS = interested("q.broadcast_id is null and q.stream = 'marketing'");
    private static final String OF_BROADCAST = interested("q.broadcast_id = :broadcast");

    private final JdbcClient jdbc;
    private final SendQueue queue;
    private final WarmUpProperties plan;
    private final ZoneId zone;
    private final String domain;
    private volatile long restsUntilNanos = System.nanoTime();
    private volatile boolean moreAreInterested;

    WarmUp(JdbcClient jdbc, SendQueue queue, WarmUpProperties plan, EmailProperties properties, MailSettings settings) {
        this.jdbc = jdbc;
        this.queue = queue;
        this.plan = plan;
        this.zone = properties.timeZone();
        this.domain = settings.domain();
    }

    /** A look-up for each mail until enough are found, which {@code exists} would let become a join of everything. */
    private static String interested(String which) {
        return """
                select q.send_id from send_queue q
                where %s and q.next_attempt_at <= :now and q.claimed_by is null
                  and q.process_id <> all(:heldJourneys) and q.template <> all(:heldTemplates)
                  and (select true from send s join activity a on a.contact_id = s.contact_id
                       where s.id = q.send_id and a.at > :since and a.type <> all(:noInterest)
                         and coalesce(a.properties ->> 'verdict', 'human') = 'human' limit 1)
                order by q.next_attempt_at limit :limit
                """.formatted(which);
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

    /**
     * The marketing mails that are due to those who have shown interest lately, and whether others may go as well. As
     * long as there are more of them than may go at once, others wait; there is no hurry in a warm-up.
     */
    First first(Held held, Instant now, int limit) {
        if (limit <= 0 || left(now) == Integer.MAX_VALUE) {
            return First.NONE;
        }
        long started = System.nanoTime();
        if (started - restsUntilNanos < 0) {
            return new First(List.of(), !moreAreInterested);
        }
        var found = new ArrayList<>(interested(OF_JOURNEYS, null, held, now, limit));
        for (var broadcast : queue.broadcastsToGo()) {
            if (found.size() < limit && !held.holds(broadcast)) {
                found.addAll(interested(OF_BROADCAST, broadcast, held, now, limit - found.size()));
            }
        }
        moreAreInterested = found.size() == limit;
        long ended = System.nanoTime();
        restsUntilNanos = ended + (ended - started) * REST_AFTER_LOOKING;
        return new First(found, !moreAreInterested);
    }

    private List<UUID> interested(String sql, @Nullable UUID broadcast, Held held, Instant now, int limit) {
        return jdbc.sql(sql)
                .param("broadcast", broadcast)
                .param("now", utc(now))
                .param("heldJourneys", held.journeys())
                .param("heldTemplates", held.templates())
                .param("since", utc(now.minus(LATELY)))
                .param("noInterest", NO_INTEREST.toArray(String[]::new))
                .param("limit", limit)
                .query((row, number) -> Columns.uuid(row, "send_id"))
                .list();
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
                .param("since", utc(day.day().atStartOfDay(zone).toInstant()))
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
     * What goes first.
     *
     * @param mails those to contacts who have shown interest
     * @param othersToo whether others may go as well, as far as there is room
     */
    record First(List<UUID> mails, boolean othersToo) {

        static final First NONE = new First(List.of(), true);
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
