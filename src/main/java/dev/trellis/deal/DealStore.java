package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Ids;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows behind {@link Deals}. */
@Repository
class DealStore {

    private final JdbcClient jdbc;

    DealStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Deal> find(UUID id) {
        return jdbc.sql("select * from deal where id = :id")
                .param("id", id)
                .query(DealStore::toDeal)
                .optional();
    }

    Optional<Deal> findByExternalId(String externalId) {
        return jdbc.sql("select * from deal where external_id = :externalId")
                .param("externalId", externalId)
                .query(DealStore::toDeal)
                .optional();
    }

    List<Deal> ofContact(ContactId contact) {
        return jdbc.sql("select * from deal where contact_id = :contact order by id")
                .param("contact", contact.value())
                .query(DealStore::toDeal)
                .list();
    }

    Page<Deal> page(DealFilter filter, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var sql = new StringBuilder("select * from deal where ")
                .append(filter.sight().onOwner("deal"));
        var parameters = new HashMap<String, Object>(filter.sight().parameters());
        if (filter.state() != null) {
            sql.append(" and state = :state");
            parameters.put("state", filter.state().label());
        }
        if (filter.owner() != null) {
            sql.append(" and owner = :owner");
            parameters.put("owner", filter.owner());
        }
        if (filter.contact() != null) {
            sql.append(" and contact_id = :contact");
            parameters.put("contact", filter.contact().value());
        }
        if (filter.updatedSince() != null) {
            sql.append(" and updated_at >= :updatedSince");
            parameters.put("updatedSince", utc(filter.updatedSince()));
        }
        if (cursor != null) {
            sql.append(" and (updated_at, id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by updated_at, id limit ")
                        .append(limit + 1)
                        .toString())
                .params(parameters)
                .query(DealStore::toDeal)
                .list();
        return Page.of(rows, limit, deal -> new Cursor(deal.updatedAt(), deal.id()));
    }

    /** Adds an open deal, unless there is one with its external id. */
    Optional<Deal> add(NewDeal deal, String step, Instant at) {
        return jdbc.sql("""
                        insert into deal (id, contact_id, external_id, name, amount, currency, expected_close_on, owner, step,
                                          state, renewal_of, opened_at, step_since, updated_at)
                        values (:id, :contact, :externalId, :name, :amount, :currency, :expectedCloseOn, :owner, :step,
                                'open', :renewalOf, :at, :at, :at)
                        on conflict (external_id) do nothing
                        returning *""")
                .param("id", Ids.next())
                .param("contact", deal.contactId().value())
                .param("externalId", deal.externalId())
                .param("name", deal.name())
                .param("amount", deal.amount())
                .param("currency", deal.currency())
                .param("expectedCloseOn", deal.expectedCloseOn())
                .param("owner", deal.owner())
                .param("step", step)
                .param("renewalOf", deal.renewalOf())
                .param("at", utc(at))
                .query(DealStore::toDeal)
                .optional();
    }

    Deal change(UUID id, DealChange change, Instant at) {
        return jdbc.sql("""
                        update deal
                        set name = coalesce(:name, name),
                            amount = coalesce(:amount, amount),
                            currency = coalesce(:currency, currency),
                            expected_close_on = coalesce(:expectedCloseOn, expected_close_on),
                            owner = coalesce(:owner, owner),
                            step_since = case when :step <> step then :at else step_since end,
                            step = coalesce(:step, step),
                            renews_on = coalesce(:renewsOn, renews_on),
                            recurring_amount = coalesce(:recurringAmount, recurring_amount),
                            updated_at = :at
                        where id = :id
                        returning *""")
                .param("name", change.name())
                .param("amount", change.amount())
                .param("currency", change.currency())
                .param("expectedCloseOn", change.expectedCloseOn())
                .param("owner", change.owner())
                .param("step", change.step())
                .param("renewsOn", change.renewsOn())
                .param("recurringAmount", change.recurringAmount())
                .param("at", utc(at))
                .param("id", id)
                .query(DealStore::toDeal)
                .single();
    }

    Optional<Deal> win(UUID id, LocalDate wonOn, Win win, Instant at) {
        return jdbc.sql("""
                        update deal
                        set state = 'won', won_on = :wonOn, renews_on = :renewsOn, recurring_amount = :recurringAmount,
                            closed_at = :at, updated_at = :at
                        where id = :id and state = 'open'
                        returning *""")
                .param("wonOn", wonOn)
                .param("renewsOn", win.renewsOn())
                .param("recurringAmount", win.recurringAmount())
                .param("at", utc(at))
                .param("id", id)
                .query(DealStore::toDeal)
                .optional();
    }

    Optional<Deal> lose(UUID id, LocalDate lostOn, Loss loss, Instant at) {
        return jdbc.sql("""
                        update deal
                        set state = 'lost', lost_on = :lostOn, lost_reason = :reason, recycle = :recycle,
                            competitor = :competitor, contract_ends_on = :contractEndsOn, closed_at = :at, updated_at = :at
                        where id = :id and state = 'open'
                        returning *""")
                .param("lostOn", lostOn)
                .param("reason", loss.reason())
                .param("recycle", loss.recycle())
                .param("competitor", loss.competitor())
                .param("contractEndsOn", loss.contractEndsOn())
                .param("at", utc(at))
                .param("id", id)
                .query(DealStore::toDeal)
                .optional();
    }

    Deal correctCompetitor(UUID id, @Nullable String competitor, LocalDate contractEndsOn, Instant at) {
        return jdbc.sql("""
                        update deal set competitor = :competitor, contract_ends_on = :contractEndsOn, updated_at = :at
                        where id = :id
                        returning *""")
                .param("competitor", competitor)
                .param("contractEndsOn", contractEndsOn)
                .param("at", utc(at))
                .param("id", id)
                .query(DealStore::toDeal)
                .single();
    }

    Optional<Deal> refund(UUID id, LocalDate on, Instant at) {
        return jdbc.sql("""
                        update deal set refunded_on = :on, updated_at = :at
                        where id = :id and state = 'won' and refunded_on is null
                        returning *""")
                .param("on", on)
                .param("at", utc(at))
                .param("id", id)
                .query(DealStore::toDeal)
                .optional();
    }

    boolean hasOpen(ContactId contact) {
        return jdbc.sql("select exists (select from deal where contact_id = :contact and state = 'open')")
                .param("contact", contact.value())
                .query(Boolean.class)
                .single();
    }

    /** The deal that diagrams speak of: the open one opened last, else the one closed last. */
    Optional<Deal> current(ContactId contact) {
        return jdbc.sql("""
                        select * from deal where contact_id = :contact
                        order by state = 'open' desc, closed_at desc nulls last, id desc
                        limit 1""")
                .param("contact", contact.value())
                .query(DealStore::toDeal)
                .optional();
    }

    /** The next contract end that still matters: not refunded, not renewed by another deal, customer still there. */
    Optional<LocalDate> nextRenewal(ContactId contact) {
        return jdbc.sql("""
                        select deal.renews_on from deal
                        where deal.contact_id = :contact and deal.state = 'won'
                          and deal.renews_on is not null and deal.refunded_on is null
                          and not exists (select from deal renewal
                                          where renewal.renewal_of = deal.id and renewal.state = 'won')
                          and not exists (select from churn
                                          where churn.contact_id = deal.contact_id and churn.churned_on >= deal.won_on)
                        order by deal.renews_on
                        limit 1""")
                .param("contact", contact.value())
                .query((row, number) -> row.getObject(1, LocalDate.class))
                .optional();
    }

    boolean isOver(UUID id) {
        return jdbc.sql("""
                        select exists (select from deal
                                       where id = :id and state = 'won'
                                         and (refunded_on is not null
                                              or exists (select from churn
                                                         where churn.contact_id = deal.contact_id
                                                           and churn.at >= deal.closed_at)))""").param("id", id).query(Boolean.class).single();
    }

    List<Deal> openIn(String step) {
        return jdbc.sql("select * from deal where step = :step and state = 'open' order by id")
                .param("step", step)
                .query(DealStore::toDeal)
                .list();
    }

    /** Takes all open deals from one step to another. */
    List<Deal> moveOpen(String from, String to, Instant at) {
        return jdbc.sql("""
                        update deal set step = :to, step_since = :at, updated_at = :at
                        where step = :from and state = 'open'
                        returning *""")
                .param("to", to)
                .param("from", from)
                .param("at", utc(at))
                .query(DealStore::toDeal)
                .list();
    }

    /** Who brought the deal to its step, and when. */
    Optional<DealEvent> lastMove(UUID deal) {
        return jdbc.sql("""
                        select * from deal_history where deal_id = :deal and to_step is not null
                        order by id desc limit 1""").param("deal", deal).query(DealStore::toEvent).optional();
    }

    void addHistory(UUID deal, DealEvent event) {
        jdbc.sql("""
                        insert into deal_history (id, deal_id, at, actor, action, from_step, to_step, note)
                        values (:id, :deal, :at, :actor, :action, :fromStep, :toStep, :note)""")
                .param("id", Ids.next())
                .param("deal", deal)
                .param("at", utc(event.at()))
                .param("actor", event.actor())
                .param("action", event.action())
                .param("fromStep", event.fromStep())
                .param("toStep", event.toStep())
                .param("note", event.note())
                .update();
    }

    /** What was done with a deal, and that quotes had expired before anything else became of them. */
    List<DealEvent> history(UUID deal, Instant now) {
        return jdbc.sql("""
                        select id, at, actor, action, from_step, to_step, note
                        from deal_history where deal_id = :deal
                        union all
                        select null, quote.expires_at, 'the calendar', 'quote-expired', null, null, quote.number
                        from deal_quote quote join deal on deal.id = quote.deal_id
                        where quote.deal_id = :deal
                          and quote.expires_at <= :now
                          and quote.expires_at <= coalesce(quote.answered_at, quote.withdrawn_at, deal.closed_at, :now)
                        order by at, id""")
                .param("deal", deal)
                .param("now", utc(now))
                .query(DealStore::toEvent)
                .list();
    }

    void addChurn(ContactId contact, LocalDate on, String reason, String actor, Instant at) {
        jdbc.sql("""
                        insert into churn (id, contact_id, churned_on, reason, actor, at)
                        values (:id, :contact, :on, :reason, :actor, :at)""")
                .param("id", Ids.next())
                .param("contact", contact.value())
                .param("on", on)
                .param("reason", reason)
                .param("actor", actor)
                .param("at", utc(at))
                .update();
    }

    private static DealEvent toEvent(ResultSet row, int number) throws SQLException {
        return new DealEvent(
                instant(row, "at"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("from_step"),
                row.getString("to_step"),
                row.getString("note"));
    }

    private static Deal toDeal(ResultSet row, int number) throws SQLException {
        var currency = row.getString("currency");
        return new Deal(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                row.getString("external_id"),
                row.getString("name"),
                amount(row.getBigDecimal("amount"), currency),
                currency,
                row.getObject("expected_close_on", LocalDate.class),
                row.getString("owner"),
                row.getString("step"),
                Deal.State.of(row.getString("state")),
                row.getObject("won_on", LocalDate.class),
                row.getObject("renews_on", LocalDate.class),
                row.getBigDecimal("recurring_amount") == null
                        ? null
                        : amount(row.getBigDecimal("recurring_amount"), currency),
                row.getObject("renewal_of", UUID.class),
                row.getObject("refunded_on", LocalDate.class),
                row.getString("lost_reason"),
                row.getObject("lost_on", LocalDate.class),
                row.getString("competitor"),
                row.getObject("contract_ends_on", LocalDate.class),
                row.getBoolean("recycle"),
                instant(row, "opened_at"),
                instantOrNull(row, "closed_at"),
                instant(row, "updated_at"));
    }

    /** A stored amount with as many decimals as its currency has, or more where it was given more. */
    static BigDecimal amount(BigDecimal stored, String currency) {
        var digits = Currency.getInstance(currency).getDefaultFractionDigits();
        return stored.setScale(Math.max(stored.stripTrailingZeros().scale(), digits), RoundingMode.UNNECESSARY);
    }
}
