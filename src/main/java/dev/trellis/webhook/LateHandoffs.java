package dev.trellis.webhook;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.handoff.Handoffs;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Notices hand-offs that are not answered in time, each once for each time it was due. Several instances may look at
 * once.
 */
@Component
class LateHandoffs {

    /** What was due before that was late before anybody wanted to hear of it. */
    private static final Duration STILL_NEWS = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final DeliveryStore deliveries;
    private final Handoffs handoffs;
    private final WebhookEvents events;
    private final Clock clock;

    LateHandoffs(JdbcClient jdbc, DeliveryStore deliveries, Handoffs handoffs, WebhookEvents events, Clock clock) {
        this.jdbc = jdbc;
        this.deliveries = deliveries;
        this.handoffs = handoffs;
        this.events = events;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${trellis.webhooks.look-for-late-every:PT1M}")
    @Transactional
    public void tell() {
        if (deliveries.wanted(List.of(EventType.HANDOFF_LATE.label())).isEmpty()) {
            return;
        }
        var now = clock.instant();
        var late = jdbc.sql("""
                        insert into webhook_late_handoff (handoff_id, due_at)
                        select id, due_at from handoff
                        where state = 'open' and paused_at is null and due_at < :now and due_at > :since
                          and not exists (select from webhook_late_handoff t
                                          where t.handoff_id = handoff.id and t.due_at = handoff.due_at)
                        on conflict (handoff_id) do update set due_at = excluded.due_at
                        where webhook_late_handoff.due_at <> excluded.due_at
                        returning handoff_id""")
                .param("now", utc(now))
                .param("since", utc(now.minus(STILL_NEWS)))
                .query((row, number) -> row.getObject("handoff_id", UUID.class))
                .list();
        events.handoffs(
                EventType.HANDOFF_LATE,
                late.stream().map(handoffs::find).flatMap(Optional::stream).toList());
    }
}
