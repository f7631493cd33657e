package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.today;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.deal.Deal;
import dev.trellis.platform.security.Sight;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Deals as a list: what changed last comes first. */
@Repository
class DealList {

    private final JdbcClient jdbc;
    private final Clock clock;

    DealList(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * The deals in that state that fit and that one sees.
     *
     * @param before where an earlier page ended; null for the first
     */
    @Transactional(readOnly = true)
    Page<Row> find(Deal.State state, BoardFilter filter, Sight sight, @Nullable String before, int limit) {
        var cursor = Cursor.parse(before);
        var where = filter.where(state, sight, today(clock), jdbc);
        var parameters = new HashMap<>(where.parameters());
        if (cursor != null) {
            parameters.put("beforeAt", utc(cursor.at()));
            parameters.put("beforeId", cursor.id());
        }
        var rows = jdbc.sql("""
                        select d.id, d.contact_id, d.name, d.amount, d.currency, d.expected_close_on, d.won_on,
                               d.renews_on, d.lost_on, d.updated_at, s.label as step, r.label as lost_reason,
                               coalesce(m.name, d.owner) as owner, l.recycle_on,
                               coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as contact,
                               co.name as company
                        from deal d
                        join contact c on c.id = d.contact_id
                        join deal_step s on s.name = d.step
                        left join company co on co.id = c.company_id
                        left join deal_loss_reason r on r.name = d.lost_reason
                        left join member m on m.email = d.owner
                        left join lifecycle l on l.contact_id = c.id and l.closed_lost
                        where %s%s
                        order by d.updated_at desc, d.id desc limit :limit
                        """.formatted(
                        where.condition(), cursor == null ? "" : " and (d.updated_at, d.id) < (:beforeAt, :beforeId)"))
                .params(parameters)
                .param("limit", limit + 1)
                .query(DealList::toRow)
                .list();
        return Page.of(rows, limit, row -> new Cursor(row.changedAt(), row.id()));
    }

    private static Row toRow(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("contact_id", UUID.class),
                row.getString("contact"),
                row.getString("company"),
                row.getString("name"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getString("step"),
                row.getString("owner"),
                row.getObject("expected_close_on", LocalDate.class),
                row.getObject("won_on", LocalDate.class),
                row.getObject("renews_on", LocalDate.class),
                row.getObject("lost_on", LocalDate.class),
                row.getString("lost_reason"),
                row.getObject("recycle_on", LocalDate.class),
                instant(row, "updated_at"));
    }

    /** A deal in the list. */
    public record Row(
            UUID id,
            UUID contactId,
            String contact,
            @Nullable String company,
            String name,
            BigDecimal amount,
            String currency,
            String step,
            @Nullable String owner,
            @Nullable LocalDate expectedCloseOn,
            @Nullable LocalDate wonOn,
            @Nullable LocalDate renewsOn,
            @Nullable LocalDate lostOn,
            @Nullable String lostReason,
            @Nullable LocalDate recycleOn,
            Instant changedAt) {}
}
