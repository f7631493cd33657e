package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows behind {@link Quotes}. */
@Repository
class QuoteStore {

    private final JdbcClient jdbc;

    QuoteStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Quote> find(UUID id) {
        return jdbc.sql("select * from deal_quote where id = :id")
                .param("id", id)
                .query(QuoteStore::toQuote)
                .optional();
    }

    /** The deal's quotes, the one sent last first. */
    List<Quote> ofDeal(UUID deal) {
        return jdbc.sql("select * from deal_quote where deal_id = :deal order by id desc")
                .param("deal", deal)
                .query(QuoteStore::toQuote)
                .list();
    }

    /** Adds a quote, unless the deal has one of that number. */
    Optional<Quote> add(Quote quote) {
        return jdbc.sql("""
                        insert into deal_quote (id, deal_id, number, amount, currency, valid_until, time_zone, expires_at,
                                                url, note, sent_at)
                        values (:id, :deal, :number, :amount, :currency, :validUntil, :timeZone, :expiresAt,
                                :url, :note, :sentAt)
                        on conflict (deal_id, number) do nothing
                        returning *""")
                .param("id", quote.id())
                .param("deal", quote.dealId())
                .param("number", quote.number())
                .param("amount", quote.amount())
                .param("currency", quote.currency())
                .param("validUntil", quote.validUntil())
                .param("timeZone", quote.zone().getId())
                .param("expiresAt", utc(quote.expiresAt()))
                .param("url", quote.url() == null ? null : quote.url().toString())
                .param("note", quote.note())
                .param("sentAt", utc(quote.sentAt()))
                .query(QuoteStore::toQuote)
                .optional();
    }

    Quote extend(Quote extended) {
        return jdbc.sql("""
                        update deal_quote
                        set valid_until = :validUntil, time_zone = :timeZone, expires_at = :expiresAt
                        where id = :id
                        returning *""")
                .param("validUntil", extended.validUntil())
                .param("timeZone", extended.zone().getId())
                .param("expiresAt", utc(extended.expiresAt()))
                .param("id", extended.id())
                .query(QuoteStore::toQuote)
                .single();
    }

    Quote answer(UUID id, Quote.Answer answer, @Nullable String saidBy, String actor, Instant at) {
        return jdbc.sql("""
                        update deal_quote set answer = :answer, answered_at = :at, said_by = :saidBy, closed_by = :actor
                        where id = :id
                        returning *""")
                .param("answer", answer.label())
                .param("at", utc(at))
                .param("saidBy", saidBy)
                .param("actor", actor)
                .param("id", id)
                .query(QuoteStore::toQuote)
                .single();
    }

    Quote withdraw(UUID id, String actor, Instant at) {
        return jdbc.sql("update deal_quote set withdrawn_at = :at, closed_by = :actor where id = :id returning *")
                .param("at", utc(at))
                .param("actor", actor)
                .param("id", id)
                .query(QuoteStore::toQuote)
                .single();
    }

    Quote view(UUID id, @Nullable QuoteViews views) {
        return jdbc.sql("""
                        update deal_quote set views = :views, first_viewed_at = :first, last_viewed_at = :last
                        where id = :id
                        returning *""")
                .param("views", views == null ? 0 : views.number())
                .param("first", views == null ? null : utc(views.first()))
                .param("last", views == null ? null : utc(views.last()))
                .param("id", id)
                .query(QuoteStore::toQuote)
                .single();
    }

    private static Quote toQuote(ResultSet row, int number) throws SQLException {
        var currency = row.getString("currency");
        var url = row.getString("url");
        var answer = row.getString("answer");
        return new Quote(
                row.getObject("id", UUID.class),
                row.getObject("deal_id", UUID.class),
                row.getString("number"),
                DealStore.amount(row.getBigDecimal("amount"), currency),
                currency,
                row.getObject("valid_until", LocalDate.class),
                ZoneId.of(row.getString("time_zone")),
                url == null ? null : URI.create(url),
                row.getString("note"),
                instant(row, "sent_at"),
                row.getInt("views"),
                instantOrNull(row, "first_viewed_at"),
                instantOrNull(row, "last_viewed_at"),
                answer == null ? null : Quote.Answer.of(answer),
                instantOrNull(row, "answered_at"),
                row.getString("said_by"),
                instantOrNull(row, "withdrawn_at"),
                row.getString("closed_by"));
    }
}
