package dev.trellis.tracking;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;
import static dev.trellis.platform.UtcTime.utcOrNull;

import dev.trellis.contact.Activities;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.SendView;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.tracking.TrackingController.Caller;
import dev.trellis.tracking.VisitVerdict.Visit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Opens and clicks. They become activities a few seconds later: only then can one tell a scanner that follows every
 * link from a person who follows one.
 */
@Service
class Visits {

    static final Duration SETTLE = Duration.ofSeconds(3);

    private static final int AT_ONCE = 1000;
    private static final String TRAP = "trap";
    private static final String JUDGED = """
            select v.*, exists (
                select from visit o
                where o.send_id = v.send_id and o.kind = 'click' and v.kind = 'click' and o.link_id <> v.link_id
                  and o.received_at between v.received_at - interval '2 seconds'
                                        and v.received_at + interval '2 seconds') as burst,
                v.kind = 'trap' or exists (
                select from visit t
                where t.send_id = v.send_id and t.kind = 'trap'
                  and t.received_at between v.received_at - interval '10 seconds'
                                        and v.received_at + interval '10 seconds') as trapped
            from visit v
            """;

    private final JdbcClient jdbc;
    private final Activities activities;
    private final Clock clock;

    Visits(JdbcClient jdbc, Activities activities, Clock clock) {
        this.jdbc = jdbc;
        this.activities = activities;
        this.clock = clock;
    }

    @Transactional
    void opened(SendView send, Caller caller) {
        insert(send, "open", null, null, caller);
    }

    @Transactional
    void clicked(SendView send, int link, String url, Caller caller) {
        insert(send, "click", link, url, caller);
    }

    /** The link that no person sees was followed. */
    @Transactional
    void trapped(SendView send, Caller caller) {
        insert(send, TRAP, null, null, caller);
    }

    @Scheduled(fixedDelay = 1000)
    void settle() {
        while (settle(Instant.now().minus(SETTLE)) == AT_ONCE) {
            Thread.onSpinWait();
        }
    }

    /** Judges the visits that came before the moment (in real time) and puts them on the timelines. */
    @Transactional
    public int settle(Instant before) {
        var visits = jdbc.sql(JUDGED + """
                        where v.verdict is null and v.received_at <= :before
                        order by v.received_at limit :limit for update of v skip locked
                        """)
                .param("before", utc(before))
                .param("limit", AT_ONCE)
                .query(Visits::row)
                .list();
        if (visits.isEmpty()) {
            return 0;
        }
        mark(visits.stream().map(visit -> visit.judged(visit.key(null))).toList());
        activities.record(
                visits.stream()
                        .filter(Row::isActivity)
                        .map(visit -> visit.activity(visit.key(null), null))
                        .toList(),
                Lane.LIVE);
        judgeAgain(around(visits.stream().filter(visit -> !visit.isActivity()).toList()));
        return visits.size();
    }

    /**
     * Judges visits once more, by what is known and set now. Where the verdict is another, the timeline gets the visit
     * with the new one, which takes the place of what it was, and the score follows.
     *
     * @param since from when on they came, in real time
     */
    @Transactional
    public Reclassified reclassify(Instant since) {
        int looked = 0;
        int changed = 0;
        var after = since;
        var last = new UUID(0, 0);
        List<Row> visits;
        do {
            visits = jdbc.sql(JUDGED + """
                            where v.verdict is not null and v.kind <> 'trap' and (v.received_at, v.id) > (:after, :id)
                            order by v.received_at, v.id limit :limit for update of v
                            """)
                    .param("after", utc(after))
                    .param("id", last)
                    .param("limit", AT_ONCE)
                    .query(Visits::row)
                    .list();
            looked += visits.size();
            changed += judgeAgain(visits);
            if (!visits.isEmpty()) {
                after = visits.getLast().receivedAt();
                last = visits.getLast().id();
            }
        } while (visits.size() == AT_ONCE);
        return new Reclassified(looked, changed);
    }

    /** What came to the same mails at about the same time as the traps, and has been judged already. */
    private List<Row> around(List<Row> traps) {
        return traps.isEmpty()
                ? List.of()
                : jdbc.sql(JUDGED + """
                                where v.verdict is not null and v.kind <> 'trap'
                                  and exists (select from visit t where t.id = any(:traps) and t.send_id = v.send_id
                                              and t.received_at between v.received_at - interval '10 seconds'
                                                                    and v.received_at + interval '10 seconds')
                                order by v.received_at for update of v
                                """)
                        .param("traps", traps.stream().map(Row::id).toArray(UUID[]::new))
                        .query(Visits::row)
                        .list();
    }

    private int judgeAgain(List<Row> visits) {
        var changed = visits.stream()
                .filter(visit -> !visit.verdict().label().equals(visit.verdictBefore()))
                .toList();
        if (changed.isEmpty()) {
            return 0;
        }
        var before = activities.idsByKey(
                changed.stream().map(Row::activityKey).filter(Objects::nonNull).toList());
        var judged = new ArrayList<Judged>();
        var corrections = new ArrayList<NewActivity>();
        for (var visit : changed) {
            var corrected = visit.activityKey() == null ? null : before.get(visit.activityKey());
            judged.add(visit.judged(visit.key(corrected)));
            corrections.add(visit.activity(visit.key(corrected), corrected));
        }
        mark(judged);
        activities.record(corrections, Lane.BULK);
        return changed.size();
    }

    private void mark(List<Judged> judged) {
        jdbc.sql("""
                        update visit v set verdict = n.verdict, reason = n.reason, activity_key = n.key
                        from unnest(:ids, :verdicts, :reasons, :keys) as n (id, verdict, reason, key)
                        where v.id = n.id
                        """)
                .param("ids", judged.stream().map(Judged::id).toArray(UUID[]::new))
                .param(
                        "verdicts",
                        judged.stream().map(each -> each.verdict().label()).toArray(String[]::new))
                .param(
                        "reasons",
                        judged.stream().map(each -> each.verdict().reason()).toArray(String[]::new))
                .param("keys", judged.stream().map(Judged::activityKey).toArray(String[]::new))
                .update();
    }

    private void insert(SendView send, String kind, @Nullable Integer link, @Nullable String url, Caller caller) {
        jdbc.sql("""
                        insert into visit (id, send_id, contact_id, template, kind, link_id, url, at, received_at,
                                           accepted_at, head, user_agent, known_network)
                        values (:id, :send, :contact, :template, :kind, :link, :url, :at, :receivedAt, :acceptedAt,
                                :head, :userAgent, :knownNetwork)
                        """)
                .param("id", Ids.next())
                .param("send", send.id())
                .param("contact", send.contactId())
                .param("template", send.template())
                .param("kind", kind)
                .param("link", link)
                .param("url", url)
                .param("at", utc(clock.instant()))
                .param("receivedAt", utc(Instant.now()))
                .param("acceptedAt", utcOrNull(send.acceptedAt()))
                .param("head", caller.head())
                .param("userAgent", caller.keptAgent())
                .param("knownNetwork", caller.knownNetwork())
                .update();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("send_id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                row.getString("template"),
                row.getString("kind"),
                row.getObject("link_id", Integer.class),
                row.getString("url"),
                instant(row, "at"),
                instant(row, "received_at"),
                row.getString("verdict"),
                row.getString("activity_key"),
                VisitVerdict.of(new Visit(
                        row.getBoolean("head"),
                        row.getString("user_agent"),
                        row.getBoolean("known_network"),
                        row.getBoolean("trapped"),
                        row.getBoolean("burst"),
                        since(instantOrNull(row, "accepted_at"), instant(row, "at")))));
    }

    private static @Nullable Duration since(@Nullable Instant accepted, Instant at) {
        return accepted == null ? null : Duration.between(accepted, at);
    }

    /** How many visits were judged again, and how many are something else now. */
    public record Reclassified(int looked, int changed) {

        Reclassified plus(Reclassified other) {
            return new Reclassified(looked + other.looked, changed + other.changed);
        }
    }

    private record Judged(
            UUID id, VisitVerdict verdict, @Nullable String activityKey) {}

    private record Row(
            UUID id,
            UUID send,
            ContactId contact,
            String template,
            String kind,
            @Nullable Integer link,
            @Nullable String url,
            Instant at,
            Instant receivedAt,
            @Nullable String verdictBefore,
            @Nullable String activityKey,
            VisitVerdict verdict) {

        /** Whether it is on the contact's timeline: what a scanner does with a trap is nothing the contact did. */
        boolean isActivity() {
            return !kind.equals(TRAP);
        }

        Judged judged(String key) {
            return new Judged(id, verdict, isActivity() ? key : null);
        }

        /** A mailbox that shows a mail twice, or a finger that clicks twice, is one activity. */
        String key(@Nullable UUID corrected) {
            var key = kind.equals("click")
                    ? "click:" + send + ":" + link + ":" + verdict.label() + ":" + at.getEpochSecond() / 10
                    : kind + ":" + send + ":" + verdict.label() + ":" + at.getEpochSecond() / 3600;
            return corrected == null ? key : key + ":" + corrected;
        }

        NewActivity activity(String key, @Nullable UUID corrected) {
            var properties = new LinkedHashMap<String, Object>(Map.of(
                    "sendId", send.toString(),
                    "template", template,
                    "verdict", verdict.label(),
                    "verdictReason", verdict.reason()));
            if (url != null) {
                properties.put("url", url);
            }
            if (corrected != null) {
                properties.put(Activity.CORRECTS, corrected.toString());
            }
            return new NewActivity(
                    contact, kind.equals("click") ? "link-clicked" : "email-opened", at, key, properties);
        }
    }
}
