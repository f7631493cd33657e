package dev.trellis.handoff;

import dev.trellis.handoff.RejectReport.Line;
import dev.trellis.handoff.RejectReport.Proposal;
import dev.trellis.handoff.RejectReport.Row;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
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
        var counts = counts(days, sight);
        int decided = counts.stream().mapToInt(Count::number).sum();
        int rejected = rejected(counts);
        return new RejectReport(
                days.from(),
                days.until(),
                decided,
                rejected,
                lines(counts, decided, Count::reason),
                lines(counts, null, Count::source),
                lines(counts, null, Count::rule),
                lines(counts, null, Count::person),
                rows(counts),
                proposals(days, sight, counts));
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

    private List<Count> counts(Days days, Sight sight) {
        return jdbc.sql("select source, rule, person, reason, count(*) as number " + decided(sight)
                        + " group by source, rule, person, reason")
                .params(parameters(days, sight))
                .query((row, number) -> new Count(
                        row.getString("source"),
                        row.getString("rule"),
                        row.getString("person"),
                        row.getString("reason"),
                        row.getInt("number")))
                .list();
    }

    /** Where one row of the score table had given points and sales says no for one reason far more often than else. */
    private List<Proposal> proposals(Days days, Sight sight, List<Count> counts) {
        int decided = counts.stream().mapToInt(Count::number).sum();
        var rejectedFor = new HashMap<String, Integer>();
        counts.stream()
                .filter(Count::isRejected)
                .forEach(count ->
                        rejectedFor.merge(Objects.requireNonNull(count.reason()), count.number(), Integer::sum));
        var decidedOf = new HashMap<String, Integer>();
        record Told(String label, @Nullable String reason, int number) {}
        var told = jdbc.sql("select label, reason, sum(number) as number"
                        + " from (select scored_by, reason, count(*) as number " + decided(sight)
                        + " group by scored_by, reason) alike cross join unnest(scored_by) as label"
                        + " group by label, reason")
                .params(parameters(days, sight))
                .query((row, number) -> new Told(row.getString("label"), row.getString("reason"), row.getInt("number")))
                .list();
        told.forEach(each -> decidedOf.merge(each.label(), each.number(), Integer::sum));
        return told.stream()
                .filter(each -> each.reason() != null)
                .map(each -> new Proposal(
                        each.label(),
                        Objects.requireNonNull(each.reason()),
                        each.number(),
                        decidedOf.getOrDefault(each.label(), 0),
                        rejectedFor.getOrDefault(each.reason(), 0) - each.number(),
                        decided - decidedOf.getOrDefault(each.label(), 0)))
                .filter(Rejects::isWorthAChange)
                .sorted(Comparator.comparingInt(Proposal::rejected).reversed().thenComparing(Proposal::label))
                .toList();
    }

    static boolean isWorthAChange(Proposal proposal) {
        return proposal.rejected() >= ENOUGH
                && proposal.othersDecided() >= ENOUGH
                && proposal.share() >= OFTEN * proposal.othersShare();
    }

    /** One line for each name; of a reason's all were decided, of another's those with the name. */
    private static List<Line> lines(List<Count> counts, @Nullable Integer all, Function<Count, @Nullable String> name) {
        var names =
                counts.stream().map(name).filter(Objects::nonNull).distinct().toList();
        var lines = new ArrayList<Line>();
        for (var each : names) {
            Predicate<Count> named = count -> Objects.equals(name.apply(count), each);
            var matching = counts.stream().filter(named).toList();
            int decided =
                    all == null ? matching.stream().mapToInt(Count::number).sum() : all;
            lines.add(new Line(Objects.requireNonNull(each), rejected(matching), decided));
        }
        lines.sort(Comparator.comparingInt(Line::rejected).reversed().thenComparing(Line::name));
        return List.copyOf(lines);
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

    private static int rejected(List<Count> counts) {
        return counts.stream().filter(Count::isRejected).mapToInt(Count::number).sum();
    }

    private Days days(@Nullable LocalDate from, @Nullable LocalDate until) {
        var last = until == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : until;
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
        parameters.put("from", midnight(days.from()));
        parameters.put("until", midnight(days.until().plusDays(1)));
        return parameters;
    }

    private static OffsetDateTime midnight(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }
}
