package dev.trellis.webhook;

import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What webhooks were told and are to be told, for people who look after it. */
@Service
public class Deliveries {

    private final DeliveryStore store;
    private final Webhooks webhooks;
    private final WebhookOutbox outbox;
    private final WebhookDispatcher dispatcher;
    private final Clock clock;

    Deliveries(
            DeliveryStore store, Webhooks webhooks, WebhookOutbox outbox, WebhookDispatcher dispatcher, Clock clock) {
        this.store = store;
        this.webhooks = webhooks;
        this.outbox = outbox;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /**
     * A webhook's deliveries, the newest first.
     *
     * @param before the id that the list goes on after; null for its beginning
     */
    public List<Delivery> of(UUID webhook, Delivery.@Nullable State state, @Nullable Long before, int most) {
        return store.list(webhooks.require(webhook).id(), state, before, most);
    }

    /**
     * One of a webhook's deliveries.
     *
     * @throws WebhookNotFoundException if it is not kept, or not any more
     */
    public Delivery require(UUID webhook, long id) {
        return store.find(webhook, id).orElseThrow(() -> notFound(webhook, id));
    }

    /** How many wait and how many are given up, by webhook; those without either are absent. */
    public Map<UUID, Standing> standings() {
        return store.counts().stream()
                .map(count -> new Standing(count.webhook(), count.waiting(), count.dead()))
                .collect(Collectors.toMap(Standing::webhook, Function.identity()));
    }

    /** How much of a webhook's waits and is given up. */
    public record Standing(UUID webhook, long waiting, long dead) {}

    /**
     * Tells the webhook that this is a test.
     *
     * @throws WebhookConflictException if it is switched off
     */
    public Delivery ping(UUID webhook) {
        requireActive(webhook);
        return require(webhook, outbox.ping(webhook));
    }

    /** Tells it once more, under the same id. */
    public Delivery replay(UUID webhook, long id) {
        requireActive(webhook);
        if (!store.replay(webhook, id, clock.instant())) {
            throw notFound(webhook, id);
        }
        dispatcher.wake();
        return require(webhook, id);
    }

    /**
     * Tells it once more, each under its id, what was given up of all that happened since then.
     *
     * @param delivered whether also what has arrived, for a receiver that has lost it
     * @return how many
     */
    public int replaySince(UUID webhook, @Nullable Instant since, boolean delivered) {
        if (since == null) {
            throw new InvalidValueException("since", "is missing: a time such as 2026-03-02T09:00:00Z");
        }
        requireActive(webhook);
        int again = store.replay(
                webhook,
                since,
                delivered ? List.of(Delivery.State.DEAD, Delivery.State.DELIVERED) : List.of(Delivery.State.DEAD),
                clock.instant());
        dispatcher.wake();
        return again;
    }

    private void requireActive(UUID id) {
        var webhook = webhooks.require(id);
        if (!webhook.active()) {
            throw new WebhookConflictException(
                    "The webhook " + webhook.name() + " is switched off; switch it on first");
        }
    }

    private static WebhookNotFoundException notFound(UUID webhook, long id) {
        return new WebhookNotFoundException("The webhook " + webhook + " has no delivery " + id + ", or none any more");
    }
}
