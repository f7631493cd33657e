package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.email.Account;
import dev.trellis.email.MailPace;
import dev.trellis.email.Reconciliation;
import dev.trellis.email.Streams;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is in the outbox, how fast it drains, and what became of the mail of the last days. */
@Repository
class Outbox {

    private static final Duration DAYS = Duration.ofDays(7);
    private static final int SHOWN = 12;

    private final JdbcClient jdbc;
    private final Streams streams;
    private final Reconciliation reconciliation;
    private final MailPace mailPace;
    private final Clock clock;
    private final Recent<Drain> drain = new Recent<>(Duration.ofSeconds(2), this::readDrain);
    private final Recent<MailPace.Now> pace = new Recent<>(Duration.ofSeconds(2), this::readPace);
    private final Recent<Days> days = new Recent<>(Duration.ofSeconds(10), Duration.ofMinutes(2), this::readDays);

    Outbox(JdbcClient jdbc, Streams streams, Reconciliation reconciliation, MailPace mailPace, Clock clock) {
        this.jdbc = jdbc;
        this.streams = streams;
        this.reconciliation = reconciliation;
        this.mailPace = mailPace;
        this.clock = clock;
    }

    Drain drain() {
        return drain.get();
    }

    MailPace.Now pace() {
        return pace.get();
    }

    Days days() {
        return days.get();
    }

    private Drain readDrain() {
        var now = clock.instant();
        var stopped = streams.stopped().entrySet().stream()
                .map(entry -> new Stopped(entry.getKey().label(), entry.getValue()))
                .toList();
        return jdbc.sql("""
                        select count(*) filter (where claimed_by is null and next_attempt_at <= :now) as due,
                               count(*) filter (where claimed_by is null and next_attempt_at > :now) as later,
                               count(claimed_by) as leaving,
                               (select count(*) from send where accepted_at > :minute) as minute,
                               (select count(*) from send where accepted_at > :hour) as hour,
                               (select count(*) from send where accepted_at > :day) as day
                        from send_queue
                        """)
                .param("now", utc(now))
                .param("minute", utc(now.minus(Duration.ofMinutes(1))))
                .param("hour", utc(now.minus(Duration.ofHours(1))))
                .param("day", utc(now.minus(Duration.ofDays(1))))
                .query((row, number) -> new Drain(
                        row.getLong("due"),
                        row.getLong("later"),
                        row.getLong("leaving"),
                        row.getLong("minute"),
                        row.getLong("hour"),
                        row.getLong("day"),
                        stopped))
                .single();
    }

    private MailPace.Now readPace() {
        return mailPace.now();
    }

    private Days readDays() {
        var now = clock.instant();
        var since = now.minus(DAYS);
        var accounts = reconciliation.between(since, now.plusMillis(1), null, null).stream()
                .sorted(Comparator.<Account>comparingLong(
                                account -> account.sums().planned())
                        .reversed())
                .toList();
        return new Days(accounts, failures(since), providers(since));
    }

    private List<Failure> failures(Instant since) {
        return jdbc.sql("""
                        select split_part(lower(recipient_address), '@', 2) as domain, lower(state) as state,
                               coalesce(smtp_enhanced, cast(smtp_code as text), '') as code,
                               substring(reason from '^[^0-9:]*') as reason, count(*) as emails,
                               max(finished_at) as last
                        from send where finished_at > :since and state in ('FAILED', 'UNKNOWN')
                        group by 1, 2, 3, 4 order by emails desc, last desc limit :limit
                        """)
                .param("since", utc(since))
                .param("limit", SHOWN)
                .query(Outbox::toFailure)
                .list();
    }

    private static Failure toFailure(ResultSet row, int number) throws SQLException {
        var reason = row.getString("reason");
        return new Failure(
                row.getString("domain"),
                row.getString("state"),
                row.getString("code"),
                reason == null ? "" : reason.strip(),
                row.getLong("emails"),
                instant(row, "last"));
    }

    private List<Provider> providers(Instant since) {
        var counts = new HashMap<String, long[]>();
        jdbc.sql("""
                        select split_part(lower(recipient_address), '@', 2) as domain, count(*) as sent
                        from send where accepted_at > :since and to_contact group by 1
                        """).param("since", utc(since)).query(row -> {
            of(counts, row)[0] += row.getLong("sent");
        });
        jdbc.sql("""
                        select split_part(c.email_key, '@', 2) as domain,
                               count(*) filter (where a.type = 'email-bounced') as bounced,
                               count(*) filter (where a.type = 'complained') as complained
                        from activity a join contact c on c.id = a.contact_id
                        where a.type in ('email-bounced', 'complained') and a.at > :since group by 1
                        """).param("since", utc(since)).query(row -> {
            of(counts, row)[1] += row.getLong("bounced");
            of(counts, row)[2] += row.getLong("complained");
        });
        return providers(counts);
    }

    private static long[] of(Map<String, long[]> counts, ResultSet row) throws SQLException {
        return counts.computeIfAbsent(Provider.nameOf(row.getString("domain")), name -> new long[3]);
    }

    private static List<Provider> providers(Map<String, long[]> counts) {
        var providers = new ArrayList<Provider>();
        counts.forEach((name, count) -> providers.add(new Provider(name, count[0], count[1], count[2])));
        providers.sort(Comparator.comparingLong(Provider::sent).reversed().thenComparing(Provider::name));
        return providers.stream().limit(SHOWN).toList();
    }

    /**
     * The outbox at one moment.
     *
     * @param leaving in a sender's hands
     * @param minute accepted by the relay within a minute; an hour, a day
     */
    public record Drain(long due, long later, long leaving, long minute, long hour, long day, List<Stopped> stopped) {}

    /** A stream that does not leave, and why. */
    public record Stopped(String stream, String why) {}

    /** The last days: what became of the mail, what failed, and what mailboxes and their owners said. */
    public record Days(List<Account> accounts, List<Failure> failures, List<Provider> providers) {}

    /** Emails that failed in the same way at the same domain. */
    public record Failure(String domain, String state, String code, String reason, long emails, Instant last) {}
}
