package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.midnight;
import static dev.trellis.platform.UtcTime.today;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.handoff.RejectReport.Line;
import dev.trellis.handoff.RejectReport.Proposal;
import dev.trellis.handoff.RejectReport.Row;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What comes back from sales: which rejections, counted against the rule and the source that promoted the contact.
 *
 * <p>A hand-off counts on the day sales answered it first. One that was accepted and given back later counts as
 * accepted; one that was withdrawn before the answer does not count.
 */
@Repository
public class Rejects {

    /** So many rejections of one kind are needed before a change is proposed, and so many decisions to compare with. */
    public static final int ENOUGH = 10;

    /** So many times as often as elsewhere has it to happen. */
    public static final int OFTEN = 2;

    private static final int WEEKS = 13;
    private static final int LONGEST_DAYS = 366;

    private static final String DECIDED = """
            from (
                select handoff.id, coalesce(handoff.owner, '') as person, coalesce(handoff.source, '') as source,
                       case when handoff.promoted_by like 'rule:%' then handoff.why else handoff.promoted_by end as rule,
                       case when handoff.state = 'rejected' then handoff.reason end as reason,
                       coalesce(handoff.accepted_at, handoff.closed_at) as answered_at, handoff.scored_by
                from handoff
                where (handoff.accepted_at is not null or handoff.state = 'rejected')
                  and coalesce(handoff.accepted_at, handoff.closed_at) >= :from
                  and coalesce(handoff.accepted_at, handoff.closed_at) < :until
                  and\s""";

    private final JdbcClient jdbc;
    private final Clock clock;

    Rejects(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * The report for these days.
     *
     * @param from null for thirteen weeks before the last day
     * @param until null for today
     */
    public RejectReport report(@Nullable LocalDate from, @Nullable LocalDate until, Sight sight) {
        var days = days(from, until);
        var counts = new ArrayList<Count>();
        var told = new ArrayList<Told>();
        read(days, sight, counts, told);
        int decided = counts.stream().mapToInt(Count::number).sum();
        int rejected = counts.stream()
                .filter(Count::isRejected)
                .mapToInt(Count::number)
                .sum();
        return new RejectReport(
                days.from(),
                days.until(),
                decided,
                rejected,
                lines(counts, Count::reason)
                        .map(line -> new Line(line.name(), line.rejected(), decided))
                        .toList(),
                lines(counts, Count::source).toList(),
                lines(counts, Count::rule).toList(),
                lines(counts, Count::person).toList(),
                rows(counts),
                proposals(told, decided));
    }

    /** The rejected hand-offs of these days that a line of the report counts, the last answered first. */
    public List<UUID> list(
            @Nullable LocalDate from, @Nullable LocalDate until, RejectFilter filter, Sight sight, int limit) {
        var days = days(from, until);
        var sql = new StringBuilder("select decided.id ").append(decided(sight)).append(" where reason is not null");
        var parameters = parameters(days, sight);
        equal(sql, parameters, "reason", filter.reason());
        equal(sql, parameters, "source", filter.source());
        equal(sql, parameters, "rule", filter.rule());
        equal(sql, parameters, "person", filter.person());
        if (filter.scoreRule() != null) {
            sql.append(" and :scoreRule = any(scored_by)");
            parameters.put("scoreRule", filter.scoreRule());
        }
        return jdbc.sql(sql.append(" order by answered_at desc, id desc limit ")
                        .append(limit)
                        .toString())
                .params(parameters)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    private static void equal(
            StringBuilder sql, Map<String, Object> parameters, String column, @Nullable String value) {
        if (value != null) {
            sql.append(" and ").append(column).append(" = :").append(column);
            parameters.put(column, value);
        }
    }

    /** How many were decided alike. */
    private record Count(
            String source,
            String rule,
            String person,
            @Nullable String reason,
            int number) {

        boolean isRejected() {
            return reason != null;
        }
    }

    private record Days(LocalDate from, LocalDate until) {}

    /** How many were decided alike after the same rows had given most of the points. */
    private record Told(List<String> scoredBy, @Nullable String reason, int number) {}

    /** Counts both ways in one reading of the hand-offs, which takes longer than the counting. */
    private void read(Days days, Sight sight, List<Count> counts, List<Told> told) {
        jdbc.sql("select source, rule, person, reason, scored_by, grouping(scored_by) as any_score, count(*) as number "
                        + decided(sight)
                        + " group by grouping sets ((source, rule, person, reason), (scored_by, reason))")
                .params(parameters(days, sight))
                .query(row -> {
                    if (row.getInt("any_score") == 1) {
                        counts.add(new Count(
                                row.getString("source"),
                                row.getString("rule"),
                                row.getString("person"),
                                row.getString("reason"),
                                row.getInt("number")));
                    } else {
                        told.add(new Told(
                                List.of((String[]) row.getArray("scored_by").getArray()),
                                row.getString("reason"),
                                row.getInt("number")));
                    }
                });
    }

    /** Where one row of the score table had given points and sales says no for one reason far more often than else. */
    private static List<Proposal> proposals(List<Told> told, int decided) {
        record Kind(String label, String reason) {}
        var rejectedFor = new HashMap<String, Integer>();
        var rejectedOf = new HashMap<Kind, Integer>();
        var decidedOf = new HashMap<String, Integer>();
        for (var each : told) {
            var reason = each.reason();
            if (reason != null) {
                rejectedFor.merge(reason, each.number(), Integer::sum);
            }
            for (var label : each.scoredBy()) {
                decidedOf.merge(label, each.number(), Integer::sum);
                if (reason != null) {
                    rejectedOf.merge(new Kind(label, reason), each.number(), Integer::sum);
                }
            }
        }
        return rejectedOf.entrySet().stream()
                .map(each -> {
                    var kind = each.getKey();
                    int rejected = each.getValue();
                    int decidedOfLabel = decidedOf.getOrDefault(kind.label(), 0);
                    return new Proposal(
                            kind.label(),
                            kind.reason(),
                            rejected,
                            decidedOfLabel,
                            rejectedFor.getOrDefault(kind.reason(), 0) - rejected,
                            decided - decidedOfLabel);
                })
                .filter(Rejects::isWorthAChange)
                .sorted(Comparator.comparingInt(Proposal::rejected)
                        .reversed()
                        .thenComparing(Proposal::label)
                        .thenComparing(Proposal::reason))
                .toList();
    }

    static boolean isWorthAChange(Proposal proposal) {
        return proposal.rejected() >= ENOUGH
                && proposal.othersDecided() >= ENOUGH
                && proposal.share() >= OFTEN * proposal.othersShare();
    }

    /** One line for each name, what is rejected most first. */
    private static Stream<Line> lines(List<Count> counts, Function<Count, @Nullable String> name) {
        var decided = new HashMap<String, Integer>();
        var rejected = new HashMap<String, Integer>();
        for (var count : counts) {
            var named = name.apply(count);
            if (named != null) {
                decided.merge(named, count.number(), Integer::sum);
                rejected.merge(named, count.isRejected() ? count.number() : 0, Integer::sum);
            }
        }
        return decided.entrySet().stream()
                .map(each -> new Line(each.getKey(), rejected.getOrDefault(each.getKey(), 0), each.getValue()))
                .sorted(Comparator.comparingInt(Line::rejected).reversed().thenComparing(Line::name));
    }

    private static List<Row> rows(List<Count> counts) {
        record Key(String source, String rule, String person) {}
        var decided = new HashMap<Key, Integer>();
        counts.forEach(count ->
                decided.merge(new Key(count.source(), count.rule(), count.person()), count.number(), Integer::sum));
        return counts.stream()
                .filter(Count::isRejected)
                .map(count -> new Row(
                        Objects.requireNonNull(count.reason()),
                        count.source(),
                        count.rule(),
                        count.person(),
                        count.number(),
                        decided.getOrDefault(new Key(count.source(), count.rule(), count.person()), 0)))
                .sorted(Comparator.comparingInt(Row::rejected)
                        .reversed()
                        .thenComparing(Row::reason)
                        .thenComparing(Row::source)
                        .thenComparing(Row::rule)
                        .thenComparing(Row::person))
                .toList();
    }

    private Days days(@Nullable LocalDate from, @Nullable LocalDate until) {
        var last = until == null ? today(clock) : until;
        var first = from == null ? last.minusWeeks(WEEKS) : from;
        if (first.isAfter(last) || first.isBefore(last.minusDays(LONGEST_DAYS))) {
            throw new InvalidValueException("from", "must be at most a year before " + last + ", not " + first);
        }
        return new Days(first, last);
    }

    private static String decided(Sight sight) {
        return DECIDED + sight.onOwnerAndTeam("handoff") + ") decided";
    }

    private static Map<String, Object> parameters(Days days, Sight sight) {
        var parameters = new HashMap<String, Object>(sight.parameters());
        parameters.put("from", utc(midnight(days.from())));
        parameters.put("until", utc(midnight(days.until().plusDays(1))));
        return parameters;
    }
}
