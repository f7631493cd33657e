package dev.trellis.tracking;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.SendView;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.tracking.VisitVerdict.Visit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final JdbcClient jdbc;
    private final Activities activities;
    private final Clock clock;

    Visits(JdbcClient jdbc, Activities activities, Clock clock) {
        this.jdbc = jdbc;
        this.activities = activities;
        this.clock = clock;
    }

    @Transactional
    void opened(SendView send, boolean head, @Nullable String userAgent) {
        insert(send, "open", null, null, head, userAgent);
    }

    @Transactional
    void clicked(SendView send, int link, String url, boolean head, @Nullable String userAgent) {
        insert(send, "click", link, url, head, userAgent);
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
        var visits = jdbc.sql("""
                        select v.*, exists (
                            select 1 from visit o
                            where o.send_id = v.send_id and o.kind = 'click' and v.kind = 'click'
                              and o.link_id <> v.link_id
                              and o.received_at between v.received_at - interval '2 seconds'
                                                    and v.received_at + interval '2 seconds') as burst
                        from visit v
                        where v.verdict is null and v.received_at <= :before
                        order by v.received_at limit :limit for update of v skip locked
                        """)
                .param("before", timestamp(before))
                .param("limit", AT_ONCE)
                .query((row, number) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getObject("send_id", UUID.class),
                        new ContactId(row.getObject("contact_id", UUID.class)),
                        row.getString("template"),
                        row.getString("kind"),
                        row.getObject("link_id", Integer.class),
                        row.getString("url"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        VisitVerdict.of(new Visit(
                                row.getBoolean("head"),
                                row.getString("user_agent"),
                                row.getBoolean("burst"),
                                since(
                                        row.getObject("accepted_at", OffsetDateTime.class),
                                        row.getObject("at", OffsetDateTime.class))))))
                .list();
        if (visits.isEmpty()) {
            return 0;
        }
        for (var verdict : List.of(VisitVerdict.HUMAN, VisitVerdict.MACHINE, VisitVerdict.UNKNOWN)) {
            mark(visits, verdict);
        }
        activities.record(visits.stream().map(Row::activity).toList(), Lane.LIVE);
        return visits.size();
    }

    private void mark(List<Row> visits, String verdict) {
        var ids = visits.stream()
                .filter(visit -> visit.verdict().label().equals(verdict))
                .map(Row::id)
                .toArray(UUID[]::new);
        if (ids.length > 0) {
            jdbc.sql("update visit set verdict = :verdict where id = any(:ids)")
                    .param("verdict", verdict)
                    .param("ids", ids)
                    .update();
        }
    }

    private void insert(
            SendView send,
            String kind,
            @Nullable Integer link,
            @Nullable String url,
            boolean head,
            @Nullable String userAgent) {
        jdbc.sql("""
                        insert into visit (id, send_id, contact_id, template, kind, link_id, url, at, received_at,
                                           accepted_at, head, user_agent)
                        values (:id, :send, :contact, :template, :kind, :link, :url, :at, :receivedAt, :acceptedAt,
                                :head, :userAgent)
                        """)
                .param("id", Ids.next())
                .param("send", send.id())
                .param("contact", send.contactId())
                .param("template", send.template())
                .param("kind", kind)
                .param("link", link)
                .param("url", url)
                .param("at", timestamp(clock.instant()))
                .param("receivedAt", timestamp(Instant.now()))
                .param("acceptedAt", send.acceptedAt() == null ? null : timestamp(send.acceptedAt()))
                .param("head", head)
                .param("userAgent", userAgent == null ? null : shorten(userAgent))
                .update();
    }

    private static @Nullable Duration since(@Nullable OffsetDateTime accepted, OffsetDateTime at) {
        return accepted == null ? null : Duration.between(accepted, at);
    }

    private static String shorten(String text) {
        var clean = text.replace('\0', ' ');
        return clean.length() > 300 ? clean.substring(0, 300) : clean;
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private record Row(
            UUID id,
            UUID send,
            ContactId contact,
            String template,
            String kind,
            @Nullable Integer link,
            @Nullable String url,
            Instant at,
            VisitVerdict verdict) {

        /** A mailbox that shows a mail twice, or a finger that clicks twice, is one activity. */
        NewActivity activity() {
            boolean click = kind.equals("click");
            var properties = new LinkedHashMap<String, Object>(Map.of(
                    "sendId", send.toString(),
                    "template", template,
                    "verdict", verdict.label(),
                    "verdictReason", verdict.reason()));
            if (url != null) {
                properties.put("url", url);
            }
            var key = click
                    ? "click:" + send + ":" + link + ":" + verdict.label() + ":" + at.getEpochSecond() / 10
                    : "open:" + send + ":" + verdict.label() + ":" + at.getEpochSecond() / 3600;
            return new NewActivity(contact, click ? "link-clicked" : "email-opened", at, key, properties);
        }
    }
}
