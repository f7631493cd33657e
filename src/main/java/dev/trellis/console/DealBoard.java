package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.today;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Pipeline;
import dev.trellis.platform.Plans;
import dev.trellis.platform.security.Sight;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Deals as people look at them: in the columns of their steps, what is due first on top. */
@Repository
class DealBoard {

    private static final int PER_COLUMN = 25;
    private static final int AROUND = 20;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private static final String AND_WHOSE = """

             join contact c on c.id = d.contact_id
             left join company co on co.id = c.company_id
             left join member m on m.email = d.owner
            """;

    private static final String FROM = " from deal d" + AND_WHOSE;

    private static final String CARD = """
            select d.id, d.contact_id, d.name, d.amount, d.currency, d.step, d.state, d.expected_close_on, d.step_since,
                   coalesce(m.name, d.owner) as owner, co.name as company,
                   coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as contact,
                   case when d.state = 'open' then (
                       select case when q.expires_at <= :now then 'expired' when q.views > 0 then 'viewed' else 'sent' end
                       from deal_quote q where q.deal_id = d.id and q.answer is null and q.withdrawn_at is null
                       order by q.id desc limit 1) end as quote
            """;

    private static final String SUMS = """
            select cast(null as uuid) as id, step, currency, count(*) as deals, sum(amount) as amount
            from found group by step, currency
            """;

    private static final String FIRST = """
            union all
            select id, step, null, null, null
            from (select id, step, row_number() over (partition by step order by expected_close_on, id) as place from found)
                placed
            where place <= :limit
            """;

    private final JdbcClient jdbc;
    private final Pipeline pipeline;
    private final Clock clock;

    DealBoard(JdbcClient jdbc, Pipeline pipeline, Clock clock) {
        this.jdbc = jdbc;
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** The columns with their sums, without cards. */
    @Transactional(readOnly = true)
    List<Column> heads(BoardFilter filter, Sight sight) {
        return columns(filter, sight, SUMS);
    }

    /** The columns with their sums and first cards. */
    @Transactional(readOnly = true)
    List<Column> columns(BoardFilter filter, Sight sight) {
        return columns(filter, sight, SUMS + FIRST);
    }

    /**
     * More cards of a column.
     *
     * @param after the last card before them
     */
    @Transactional(readOnly = true)
    Cards more(String step, UUID after, BoardFilter filter, Sight sight) {
        Plans.forTheseValues(jdbc);
        var where = filter.where(Deal.State.OPEN, sight, today(clock), jdbc);
        var found = jdbc.sql(CARD + FROM + " where " + where.condition() + """
                         and d.step = :step
                         and (coalesce(d.expected_close_on, date 'infinity'), d.id) >
                             (select coalesce(expected_close_on, date 'infinity'), id from deal where id = :after)
                        order by d.expected_close_on, d.id limit :limit""")
                .params(where.parameters())
                .param("now", utc(clock.instant()))
                .param("step", step)
                .param("after", after)
                .param("limit", PER_COLUMN + 1)
                .query((row, number) -> toCard(row))
                .list();
        return Cards.of(found);
    }

    /** One card, whatever the filter. */
    Optional<Card> card(UUID deal) {
        return jdbc.sql(CARD + FROM + " where d.id = :id")
                .param("now", utc(clock.instant()))
                .param("id", deal)
                .query((row, number) -> toCard(row))
                .optional();
    }

    /** The contact's deals, as far as one sees them, the open ones first. */
    List<Card> of(ContactId contact, Sight sight) {
        return jdbc.sql(CARD + FROM + " where d.contact_id = :contact and " + sight.onOwner("d")
                        + " order by d.state = 'open' desc, d.id desc limit :limit")
                .params(sight.parameters())
                .param("now", utc(clock.instant()))
                .param("contact", contact.value())
                .param("limit", AROUND)
                .query((row, number) -> toCard(row))
                .list();
    }

    /** The other deals of the contact and of its colleagues, as far as one sees them, the newest first. */
    List<Card> around(ContactId contact, UUID except, Sight sight) {
        return jdbc.sql(CARD + FROM + " where " + sight.onOwner("d") + """
                         and d.id <> :except
                         and (d.contact_id = :contact
                              or c.company_id = (select company_id from contact where id = :contact))
                        order by d.state = 'open' desc, d.id desc limit :limit""")
                .params(sight.parameters())
                .param("now", utc(clock.instant()))
                .param("except", except)
                .param("contact", contact.value())
                .param("limit", AROUND)
                .query((row, number) -> toCard(row))
                .list();
    }

    /** Who fits is looked for once: that is what takes long. */
    private List<Column> columns(BoardFilter filter, Sight sight, String wanted) {
        Plans.forTheseValues(jdbc);
        var sums = new HashMap<String, Map<String, BigDecimal>>();
        var counts = new HashMap<String, Long>();
        var first = new ArrayList<UUID>();
        var where = filter.where(Deal.State.OPEN, sight, today(clock), jdbc);
        jdbc.sql(found(where) + wanted)
                .params(where.parameters())
                .param("limit", PER_COLUMN + 1)
                .query(row -> {
                    var id = row.getObject("id", UUID.class);
                    if (id != null) {
                        first.add(id);
                        return;
                    }
                    counts.merge(row.getString("step"), row.getLong("deals"), Long::sum);
                    sums.computeIfAbsent(row.getString("step"), step -> new TreeMap<>())
                            .put(row.getString("currency"), row.getBigDecimal("amount"));
                });
        var cards = cards(first);
        return pipeline.steps().stream()
                .map(step -> {
                    var sum = sums.getOrDefault(step.name(), Map.of());
                    var weighted = new LinkedHashMap<String, BigDecimal>();
                    sum.forEach((currency, amount) -> weighted.put(
                            currency,
                            amount.multiply(BigDecimal.valueOf(step.probability()))
                                    .divide(HUNDRED, 0, RoundingMode.HALF_UP)));
                    return new Column(
                            step.name(),
                            step.label(),
                            step.probability(),
                            counts.getOrDefault(step.name(), 0L),
                            sum,
                            weighted,
                            Cards.of(cards.getOrDefault(step.name(), List.of())));
                })
                .toList();
    }

    /** Contacts are looked up of those deals only that the words do not find by themselves. */
    private static String found(BoardFilter.Where where) {
        var columns = "d.id, d.step, d.currency, d.amount, d.expected_close_on";
        if (where.byContact() == null) {
            return "with found as materialized (select " + columns + " from deal d where " + where.condition() + ") ";
        }
        return "with asked as materialized (select " + columns + ", d.contact_id, d.owner, (" + where.byDeal()
                + ") as named from deal d where " + where.always() + "), found as materialized (select " + columns
                + " from asked d where d.named union all select " + columns + " from asked d" + AND_WHOSE
                + " where not d.named and (" + where.byContact() + ")) ";
    }

    private Map<String, List<Card>> cards(List<UUID> ids) {
        var cards = new HashMap<String, List<Card>>();
        if (!ids.isEmpty()) {
            jdbc.sql(CARD + FROM + " where d.id = any(:ids) order by d.expected_close_on, d.id")
                    .param("now", utc(clock.instant()))
                    .param("ids", ids.toArray(UUID[]::new))
                    .query(row -> {
                        cards.computeIfAbsent(row.getString("step"), step -> new ArrayList<>())
                                .add(toCard(row));
                    });
        }
        return cards;
    }

    private Card toCard(ResultSet row) throws SQLException {
        var closeOn = row.getObject("expected_close_on", LocalDate.class);
        boolean open = row.getString("state").equals("open");
        Instant since = instant(row, "step_since");
        return new Card(
                row.getObject("id", UUID.class),
                row.getObject("contact_id", UUID.class),
                row.getString("contact"),
                row.getString("company"),
                row.getString("name"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getString("step"),
                row.getString("state"),
                row.getString("owner"),
                closeOn,
                open && closeOn != null && closeOn.isBefore(today(clock)),
                Duration.between(since, clock.instant()).toDays(),
                row.getString("quote"));
    }

    /**
     * A column of the board.
     *
     * @param probability how many of a hundred of its deals are won
     * @param sums what its deals are worth, by currency
     * @param weighted what they are worth by that probability
     */
    public record Column(
            String step,
            String label,
            int probability,
            long count,
            Map<String, BigDecimal> sums,
            Map<String, BigDecimal> weighted,
            Cards cards) {}

    /**
     * Some cards of a column.
     *
     * @param more whether there are more behind them
     */
    public record Cards(List<Card> shown, boolean more) {

        static Cards of(List<Card> found) {
            return new Cards(found.subList(0, Math.min(found.size(), PER_COLUMN)), found.size() > PER_COLUMN);
        }
    }

    /**
     * A deal in short.
     *
     * @param late whether it should have been decided before today
     * @param days how long it has been in its step
     * @param quote how the last quote without an answer stands: sent, viewed or expired; null where there is none
     */
    public record Card(
            UUID id,
            UUID contactId,
            String contact,
            @Nullable String company,
            String name,
            BigDecimal amount,
            String currency,
            String step,
            String state,
            @Nullable String owner,
            @Nullable LocalDate expectedCloseOn,
            boolean late,
            long days,
            @Nullable String quote) {}
}
