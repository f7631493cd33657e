package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How fast a relay, and each recipient domain through it, may be given mail. Who says "too fast" is left alone for a
 * while, then gets half of what it got, and a quarter more after each quiet while, until it takes what it took before.
 */
@Repository
class DomainPaces {

    /** Stands for all domains: the relay itself. */
    static final String ALL = "*";

    static final Duration DOMAIN_COOL_DOWN = Duration.ofMinutes(15);
    static final Duration RELAY_COOL_DOWN = Duration.ofMinutes(1);

    private static final Duration QUIET_WHILE = Duration.ofMinutes(15);
    private static final double SLOWEST_PER_MINUTE = 1;
    private static final Duration SAVED_UP = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final Map<String, Double> configured = new HashMap<>();
    private final RecentRates rates = new RecentRates();

    DomainPaces(JdbcClient jdbc, EmailProperties properties) {
        this.jdbc = jdbc;
        properties
                .domains()
                .forEach((domain, limit) ->
                        configured.put(domain.toLowerCase(Locale.ROOT), limit.maxPerSecond() * 60.0));
    }

    static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /** The paces of one relay, to be asked mail by mail, within the one claim that happens at a time. */
    Turn turn(String relay, Instant now) {
        var brakes = new HashMap<String, Brake>();
        for (var brake : brakes(relay)) {
            brakes.put(brake.domain(), brake);
        }
        var nextAt = new HashMap<String, Instant>();
        if (!brakes.isEmpty() || !configured.isEmpty()) {
            jdbc.sql("select domain, next_at from domain_pace where relay = :relay")
                    .param("relay", relay)
                    .query(row -> {
                        nextAt.put(row.getString("domain"), instant(row, "next_at"));
                    });
        }
        return new Turn(relay, brakes, nextAt, now);
    }

    /**
     * Somebody asked us to slow down.
     *
     * @param domain the recipient domain, or {@link #ALL} where the relay speaks for itself
     */
    void slowDown(String relay, String domain, String told, Instant now) {
        double lately = Math.max(SLOWEST_PER_MINUTE, rates.perMinute(relay, domain, now));
        jdbc.sql("""
                        insert into domain_brake as b (relay, domain, per_minute, wanted, cooling_to, told, changed_at)
                        values (:relay, :domain, greatest(:slowest, :lately / 2), :lately, :coolingTo, :told, :now)
                        on conflict (relay, domain) do update
                        set per_minute = case when b.cooling_to > :now then b.per_minute
                                              else greatest(:slowest, b.per_minute / 2) end,
                            cooling_to = excluded.cooling_to, told = excluded.told, changed_at = excluded.changed_at
                        """)
                .param("relay", relay)
                .param("domain", domain)
                .param("slowest", SLOWEST_PER_MINUTE)
                .param("lately", lately)
                .param("coolingTo", utc(now.plus(domain.equals(ALL) ? RELAY_COOL_DOWN : DOMAIN_COOL_DOWN)))
                .param("told", told)
                .param("now", utc(now))
                .update();
    }

    /** Counts what a relay took, to know what it takes when it says that it was too much. */
    void took(String relay, Collection<String> addresses, Instant now) {
        for (var address : addresses) {
            rates.count(relay, domain(address), now);
            rates.count(relay, ALL, now);
        }
    }

    /** Lets those who have been quiet have more again. */
    void speedUp(Instant now) {
        rates.forget(now);
        var before = utc(now.minus(QUIET_WHILE));
        jdbc.sql("delete from domain_brake where per_minute >= wanted and changed_at < :before")
                .param("before", before)
                .update();
        jdbc.sql("""
                        update domain_brake set per_minute = least(wanted, per_minute + wanted / 4), changed_at = :now
                        where changed_at < :before
                        """).param("now", utc(now)).param("before", before).update();
    }

    /** Who gets less than they would, for people to see. */
    List<Brake> brakes() {
        return jdbc.sql("select * from domain_brake order by changed_at desc")
                .query(DomainPaces::toBrake)
                .list();
    }

    private List<Brake> brakes(String relay) {
        return jdbc.sql("select * from domain_brake where relay = :relay")
                .param("relay", relay)
                .query(DomainPaces::toBrake)
                .list();
    }

    private static Brake toBrake(ResultSet row, int number) throws SQLException {
        return new Brake(
                row.getString("relay"),
                row.getString("domain"),
                row.getDouble("per_minute"),
                row.getDouble("wanted"),
                instant(row, "cooling_to"),
                row.getString("told"),
                instant(row, "changed_at"));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * Somebody who gets mail slowly because they asked for it.
     *
     * @param domain a recipient domain, or {@link #ALL}
     * @param perMinute mails a minute
     * @param wanted how many it took before it complained
     * @param coolingTo until when it gets none at all
     * @param told what it said
     */
    record Brake(
            String relay,
            String domain,
            double perMinute,
            double wanted,
            Instant coolingTo,
            String told,
            Instant changedAt) {

        /** When it will be trusted as before, if it has nothing more to say. */
        Instant overAt() {
            long steps = Math.max(0, (long) Math.ceil((wanted - perMinute) / (wanted / 4))) + 1;
            return changedAt.plus(QUIET_WHILE.multipliedBy(steps));
        }
    }

    /** A mail has to wait for its domain or relay. */
    record Wait(Instant at, String reason) {}

    /** One claim's use of the paces. */
    final class Turn {

        private final String relay;
        private final Map<String, Brake> brakes;
        private final Map<String, Instant> nextAt;
        private final Map<String, Instant> taken = new HashMap<>();
        private final Map<String, Instant> promised = new HashMap<>();
        private final Instant now;

        private Turn(String relay, Map<String, Brake> brakes, Map<String, Instant> nextAt, Instant now) {
            this.relay = relay;
            this.brakes = brakes;
            this.nextAt = nextAt;
            this.now = now;
        }

        /** Takes a place for a mail to this address; where there is none now, the answer says when there will be. */
        Optional<Wait> take(String address) {
            var domain = domain(address);
            var wait = wait(ALL);
            if (wait == null) {
                wait = wait(domain);
            }
            if (wait == null) {
                place(ALL);
                place(domain);
            }
            return Optional.ofNullable(wait);
        }

        private @Nullable Wait wait(String domain) {
            double perMinute = perMinute(domain);
            if (perMinute == 0) {
                return null;
            }
            var next = next(domain);
            if (!next.isAfter(now)) {
                return null;
            }
            var at = promised.getOrDefault(domain, next);
            promised.put(domain, at.plusNanos(apart(perMinute)));
            var brake = brakes.get(domain);
            return new Wait(
                    at,
                    brake == null
                            ? domain + " gets no more mail at a time"
                            : (domain.equals(ALL) ? "The relay" : domain) + " asked us to slow down: " + brake.told());
        }

        private void place(String domain) {
            double perMinute = perMinute(domain);
            if (perMinute > 0) {
                taken.put(domain, next(domain).plusNanos(apart(perMinute)));
            }
        }

        /** When the domain may get its next mail; what it did not take in time is lost but for a moment's worth. */
        private Instant next(String domain) {
            var next = taken.getOrDefault(domain, nextAt.getOrDefault(domain, Instant.EPOCH));
            var brake = brakes.get(domain);
            return later(later(next, now.minus(SAVED_UP)), brake == null ? Instant.EPOCH : brake.coolingTo());
        }

        private double perMinute(String domain) {
            var brake = brakes.get(domain);
            double limit = configured.getOrDefault(domain, 0.0);
            return brake == null ? limit : limit == 0 ? brake.perMinute() : Math.min(limit, brake.perMinute());
        }

        private static long apart(double perMinute) {
            return (long) (60_000_000_000.0 / perMinute);
        }

        /** Keeps what was taken. */
        void close() {
            if (taken.isEmpty()) {
                return;
            }
            var rows = new ArrayList<Map<String, Object>>();
            taken.forEach((domain, next) -> rows.add(Map.of("domain", domain, "next_at", next)));
            jdbc.sql("""
                            insert into domain_pace (relay, domain, next_at)
                            select :relay, n.domain, n.next_at
                            from jsonb_to_recordset(cast(:rows as jsonb)) as n (domain text, next_at timestamptz)
                            on conflict (relay, domain) do update set next_at = excluded.next_at
                            """)
                    .param("relay", relay)
                    .param("rows", Columns.json(rows))
                    .update();
        }
    }
}
