package dev.trellis.tracking;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Activities;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Quote;
import dev.trellis.deal.QuoteViews;
import dev.trellis.deal.Quotes;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.tracking.TrackingController.Caller;
import dev.trellis.tracking.VisitVerdict.Visit;
import dev.trellis.tracking.Visits.Reclassified;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who opened the documents of quotes. The links are in mails that are not ours, where no second link gives a scanner
 * away; that the button behind the link was pressed is what only people do, as far as one can tell, so a visit is
 * judged as it comes.
 */
@Service
class QuoteVisits {

    private static final String VIEWED = "quote-viewed";

    private final JdbcClient jdbc;
    private final Quotes quotes;
    private final Deals deals;
    private final Contacts contacts;
    private final Activities activities;
    private final Clock clock;

    QuoteVisits(JdbcClient jdbc, Quotes quotes, Deals deals, Contacts contacts, Activities activities, Clock clock) {
        this.jdbc = jdbc;
        this.quotes = quotes;
        this.deals = deals;
        this.contacts = contacts;
        this.activities = activities;
        this.clock = clock;
    }

    /** Somebody pressed the button that leads to the document. */
    @Transactional
    void opened(Quote quote, Caller caller) {
        var contact = deals.find(quote.dealId()).map(Deal::contactId);
        contact.ifPresent(known -> contacts.lock(List.of(known)));
        if (contact.isEmpty() || quotes.find(quote.id()).isEmpty()) {
            return;
        }
        var visit = new Row(
                Ids.next(),
                quote.id(),
                quote.dealId(),
                quote.number(),
                contact.get(),
                clock.instant(),
                null,
                null,
                verdict(caller.head(), caller.keptAgent(), caller.knownNetwork()));
        insert(visit, caller);
        count(quote.id());
        activities.record(List.of(visit.activity(visit.key(null), null)), Lane.LIVE);
    }

    /**
     * Judges visits once more, by what is known and set now, as {@link Visits#reclassify} does.
     *
     * @param since from when on they came, in real time
     */
    @Transactional
    public Reclassified reclassify(Instant since) {
        var visits =
                jdbc.sql("""
                        select v.*, q.deal_id, q.number, d.contact_id
                        from quote_visit v join deal_quote q on q.id = v.quote_id join deal d on d.id = q.deal_id
                        where v.received_at > :since
                        order by v.received_at, v.id
                        """).param("since", utc(since)).query(QuoteVisits::row).list();
        var changed = visits.stream()
                .filter(visit -> !visit.verdict().label().equals(visit.verdictBefore()))
                .toList();
        contacts.lock(changed.stream().map(Row::contact).distinct().toList());
        var before = activities.idsByKey(changed.stream()
                .map(visit -> String.valueOf(visit.activityKey()))
                .toList());
        var corrections = new ArrayList<NewActivity>();
        for (var visit : changed) {
            var corrected = before.get(String.valueOf(visit.activityKey()));
            judge(visit, visit.key(corrected));
            corrections.add(visit.activity(visit.key(corrected), corrected));
        }
        changed.stream().map(Row::quote).distinct().forEach(this::count);
        activities.record(corrections, Lane.BULK);
        return new Reclassified(visits.size(), changed.size());
    }

    /** A finger that taps twice has looked once. */
    private void count(UUID quote) {
        var views = jdbc.sql("""
                        select count(distinct activity_key) as number, min(at) as first, max(at) as last
                        from quote_visit where quote_id = :quote and verdict = 'human'
                        """)
                .param("quote", quote)
                .query((row, number) -> row.getInt("number") == 0
                        ? List.<QuoteViews>of()
                        : List.of(new QuoteViews(row.getInt("number"), instant(row, "first"), instant(row, "last"))))
                .single();
        quotes.viewed(quote, views.isEmpty() ? null : views.getFirst());
    }

    private void insert(Row visit, Caller caller) {
        jdbc.sql("""
                        insert into quote_visit (id, quote_id, at, received_at, head, user_agent, known_network, verdict,
                                                 reason, activity_key)
                        values (:id, :quote, :at, :receivedAt, :head, :userAgent, :knownNetwork, :verdict,
                                :reason, :key)
                        """)
                .param("id", visit.id())
                .param("quote", visit.quote())
                .param("at", utc(visit.at()))
                .param("receivedAt", utc(Instant.now()))
                .param("head", caller.head())
                .param("userAgent", caller.keptAgent())
                .param("knownNetwork", caller.knownNetwork())
                .param("verdict", visit.verdict().label())
                .param("reason", visit.verdict().reason())
                .param("key", visit.key(null))
                .update();
    }

    private void judge(Row visit, String key) {
        jdbc.sql("update quote_visit set verdict = :verdict, reason = :reason, activity_key = :key where id = :id")
                .param("verdict", visit.verdict().label())
                .param("reason", visit.verdict().reason())
                .param("key", key)
                .param("id", visit.id())
                .update();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("quote_id", UUID.class),
                row.getObject("deal_id", UUID.class),
                row.getString("number"),
                new ContactId(row.getObject("contact_id", UUID.class)),
                instant(row, "at"),
                row.getString("verdict"),
                row.getString("activity_key"),
                verdict(row.getBoolean("head"), row.getString("user_agent"), row.getBoolean("known_network")));
    }

    private static VisitVerdict verdict(boolean head, @Nullable String userAgent, boolean knownNetwork) {
        return VisitVerdict.of(new Visit(head, userAgent, knownNetwork, false, false, null));
    }

    private record Row(
            UUID id,
            UUID quote,
            UUID deal,
            String number,
            ContactId contact,
            Instant at,
            @Nullable String verdictBefore,
            @Nullable String activityKey,
            VisitVerdict verdict) {

        String key(@Nullable UUID corrected) {
            var key = "quote:" + quote + ":" + verdict.label() + ":" + at.getEpochSecond() / 10;
            return corrected == null ? key : key + ":" + corrected;
        }

        NewActivity activity(String key, @Nullable UUID corrected) {
            var properties = new LinkedHashMap<String, Object>();
            properties.put("quote", number);
            properties.put("quoteId", quote.toString());
            properties.put("dealId", deal.toString());
            properties.put("verdict", verdict.label());
            properties.put("verdictReason", verdict.reason());
            if (corrected != null) {
                properties.put(Activity.CORRECTS, corrected.toString());
            }
            return new NewActivity(contact, VIEWED, at, key, properties);
        }
    }
}
