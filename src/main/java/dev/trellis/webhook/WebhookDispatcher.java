package dev.trellis.webhook;

import dev.trellis.platform.Text;
import dev.trellis.webhook.http.Answer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells the webhooks what waits for them. Each has a few lines of its own, so that a slow one keeps nobody else
 * waiting.
 *
 * <p>Several instances may do so at once. A delivery is claimed with a lease; were this to stop before it has noted
 * what became of it, the lease ends and it is delivered again, under the same id.
 */
@Component
class WebhookDispatcher implements SmartLifecycle {

    /** Longer than any call may take. */
    static final Duration LEASE = Duration.ofMinutes(2);

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration TIDY = Duration.ofSeconds(5);
    private static final int GONE = 410;
    private static final int LONGEST_ANSWER = 2_000;

    private final DeliveryStore deliveries;
    private final Webhooks webhooks;
    private final Map<WebhookKind, Carrier> carriers;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Map<UUID, AtomicInteger> inHand = new ConcurrentHashMap<>();
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean running;
    private boolean troubled;
    private @Nullable Thread thread;

    WebhookDispatcher(
            DeliveryStore deliveries,
            Webhooks webhooks,
            List<Carrier> carriers,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.carriers = carriers.stream().collect(Collectors.toMap(Carrier::kind, Function.identity()));
        this.transactions = new TransactionTemplate(transactionManager);
        this.clock = clock;
    }

    /** There may be something new to tell. */
    void wake() {
        signals.release();
    }

    @Override
    public synchronized void start() {
        if (!running) {
            running = true;
            thread = Thread.ofPlatform().name("webhooks").daemon().start(this::run);
        }
    }

    /** Takes nothing new and gives what is on the way a moment; what does not make it is told again later. */
    @Override
    public synchronized void stop() {
        if (thread == null) {
            return;
        }
        running = false;
        wake();
        try {
            thread.join(TIDY);
            var end = System.nanoTime() + TIDY.toNanos();
            while (isBusy() && System.nanoTime() < end) {
                signals.tryAcquire(50, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    boolean isBusy() {
        return inHand.values().stream().anyMatch(count -> count.get() > 0);
    }

    private void run() {
        while (running) {
            try {
                step();
                if (troubled) {
                    troubled = false;
                    log.info("What webhooks are to be told can be read again.");
                }
            } catch (RuntimeException ex) {
                if (!troubled) {
                    troubled = true;
                    log.warn("What webhooks are to be told cannot be read now, trying again: {}", ex.getMessage());
                }
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (signals.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                signals.drainPermits();
            }
        } catch (InterruptedException ex) {
            running = false;
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what is due on its way, as far as there are lines. */
    void step() {
        for (var webhook : deliveries.withDue(clock.instant())) {
            var busy = inHand.computeIfAbsent(webhook.id(), id -> new AtomicInteger());
            int free = lines(webhook) - busy.get();
            if (free > 0) {
                for (var delivery : deliveries.claim(webhook.id(), free, clock.instant(), LEASE)) {
                    busy.incrementAndGet();
                    Thread.ofVirtual().name("webhook-" + webhook.name()).start(() -> {
                        try {
                            deliver(webhook, delivery);
                        } catch (RuntimeException ex) {
                            log.warn(
                                    "What became of delivery {} cannot be noted, it is told again later: {}",
                                    delivery.id(),
                                    ex.getMessage());
                        } finally {
                            busy.decrementAndGet();
                            wake();
                        }
                    });
                }
            }
        }
    }

    private void deliver(Webhook webhook, Delivery delivery) {
        Answer answer;
        try {
            answer = carrier(webhook).carry(webhook, delivery);
        } catch (IOException | RuntimeException ex) {
            failed(webhook, delivery, null, words(ex), null);
            return;
        }
        if (answer.isSuccess()) {
            transactions.executeWithoutResult(transaction -> {
                webhooks.arrived(webhook.id());
                deliveries.delivered(delivery.id(), answer.status(), storable(answer.body()), clock.instant());
            });
        } else {
            failed(webhook, delivery, answer.status(), answer.body(), answer.retryAfter());
        }
    }

    private void failed(
            Webhook webhook,
            Delivery delivery,
            @Nullable Integer status,
            String answer,
            @Nullable Duration retryAfter) {
        var now = clock.instant();
        boolean gone = status != null && status == GONE;
        Optional<Instant> next = gone
                ? Optional.empty()
                : Backoff.after(delivery.attempts(), retryAfter, ThreadLocalRandom.current())
                        .map(now::plus);
        // Whoever sees the delivery fail sees with it what that means for the webhook. Deleting locks in this order,
        // too.
        transactions.executeWithoutResult(transaction -> {
            if (gone) {
                webhooks.gone(webhook.id());
                log.warn("The webhook {} answered 410 and is switched off.", webhook.name());
            } else if (webhooks.failed(webhook.id(), status == null ? answer : "it answered " + status, retryAfter)) {
                log.warn("Nothing has arrived at the webhook {} for days; it is switched off.", webhook.name());
            }
            deliveries.failed(delivery, status, storable(answer), next.orElse(null), now);
        });
    }

    private int lines(Webhook webhook) {
        var carrier = carriers.get(webhook.kind());
        return carrier == null ? 1 : carrier.lines();
    }

    private Carrier carrier(Webhook webhook) {
        var carrier = carriers.get(webhook.kind());
        if (carrier == null) {
            throw new IllegalStateException(
                    "Nothing can tell webhooks of the kind " + webhook.kind().label());
        }
        return carrier;
    }

    private static String words(Exception problem) {
        var message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    private static String storable(String text) {
        var kept = text.length() > LONGEST_ANSWER ? text.substring(0, LONGEST_ANSWER) : text;
        return Text.storable(kept);
    }
}
