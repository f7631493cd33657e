package dev.trellis.engine;

import dev.trellis.engine.EngineCommands.Outcome;
import dev.trellis.engine.EngineCommands.Urgency;
import io.camunda.client.CamundaClient;
import io.camunda.client.api.command.FinalCommandStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes rows out of the outbox and tells the engine.
 *
 * <p>Several instances may do so at once. A row is claimed with a lease, handed to {@link EngineCommands}, and deleted
 * when the engine has answered; were this to stop in between, the lease ends and someone delivers the row again.
 */
@Component
class OutboxDispatcher {

    /** Enough to keep the engine busy between two looks at the table, few enough to be shared by instances. */
    static final int MOST_LIVE = 500;

    static final int MOST_BULK = 250;

    private static final Logger log = LoggerFactory.getLogger(OutboxDispatcher.class);
    private static final Duration BEGIN_WITHIN = OutboxRows.LEASE.minusSeconds(15);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration COLLECT = Duration.ofMillis(25);
    private static final Duration NEW_ROWS_WAIT = Duration.ofMillis(3);
    private static final int MOST_POSTPONEMENTS = 12;
    private static final int RETRY_ATTEMPTS = 5;

    private final OutboxRows rows;
    private final EngineCommands commands;
    private final EngineStatus status;
    private final ConcurrentLinkedQueue<Long> delivered = new ConcurrentLinkedQueue<>();
    private final Set<Long> claimed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger liveInHand = new AtomicInteger();
    private final AtomicInteger bulkInHand = new AtomicInteger();
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean running;
    private volatile boolean newRows;
    private boolean troubled;
    private @Nullable Thread thread;

    OutboxDispatcher(OutboxRows rows, EngineCommands commands, EngineStatus status) {
        this.rows = rows;
        this.commands = commands;
        this.status = status;
        status.whenBack(this::wake);
    }

    /** There may be new rows. */
    void wake() {
        newRows = true;
        signals.release();
    }

    synchronized void start() {
        if (!running) {
            running = true;
            thread = Thread.ofPlatform().name("engine-outbox").daemon().start(this::run);
        }
    }

    /** Stops claiming, waits for the answers that are due and gives the rest back. */
    synchronized void stop(Duration within) {
        if (!running || thread == null) {
            return;
        }
        running = false;
        signals.release();
        try {
            thread.join(within);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                step();
                if (troubled) {
                    troubled = false;
                    log.info("The outbox can be read again.");
                }
            } catch (RuntimeException ex) {
                if (!troubled) {
                    troubled = true;
                    log.warn("The outbox cannot be read at present ({}); trying again.", Reasons.of(ex));
                }
                // New rows cannot be seen now anyway.
                newRows = false;
                pause(POLL);
            }
        }
        finish();
    }

    private void step() {
        newRows = false;
        var done = drainDelivered();
        var away = status.isAway();
        var live = away ? 0 : MOST_LIVE - liveInHand.get();
        var bulk = away || bulkInHand.get() > MOST_BULK / 2 ? 0 : MOST_BULK - bulkInHand.get();
        OutboxRows.Claimed next;
        try {
            next = rows.forgetAndClaim(done, live, bulk);
        } catch (RuntimeException ex) {
            delivered.addAll(done);
            throw ex;
        }
        claimed.removeAll(done);
        next.live().forEach(row -> deliver(row, Urgency.LIVE, liveInHand));
        next.bulk().forEach(row -> deliver(row, bulkUrgency(row), bulkInHand));
        pause(next.isEmpty() ? POLL : COLLECT);
    }

    /** What lets contacts in makes work for the workers; the rest ends some. */
    private static Urgency bulkUrgency(OutboxRow row) {
        return row.kind() == OutboxRow.Kind.PUBLISH ? Urgency.BULK : Urgency.BULK_RESULT;
    }

    /**
     * Waits until there is something to do: new rows, or answers to tidy up after. Both are collected for a moment,
     * since each look at the table costs a transaction.
     */
    private void pause(Duration longest) {
        var start = System.nanoTime();
        while (running) {
            var passed = System.nanoTime() - start;
            var until = newRows ? NEW_ROWS_WAIT : delivered.isEmpty() ? longest : COLLECT;
            var left = Math.min(until.toNanos(), longest.toNanos()) - passed;
            if (left <= 0) {
                return;
            }
            try {
                if (signals.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    signals.drainPermits();
                }
            } catch (InterruptedException ex) {
                running = false;
                Thread.currentThread().interrupt();
            }
        }
    }

    private void deliver(OutboxRow row, Urgency urgency, AtomicInteger inHand) {
        claimed.add(row.id());
        inHand.incrementAndGet();
        var unused = send(row, urgency).whenComplete((outcome, thrown) -> {
            inHand.decrementAndGet();
            try {
                settle(row, thrown == null ? outcome : new Outcome.NotNow(Reasons.of(thrown)));
            } catch (RuntimeException ex) {
                // The row's lease ends by itself, and it is tried again.
                claimed.remove(row.id());
                log.warn("The outcome of outbox row {} cannot be stored ({}).", row.id(), Reasons.of(ex));
            }
        });
    }

    private CompletableFuture<Outcome> send(OutboxRow row, Urgency urgency) {
        return switch (row.kind()) {
            case PUBLISH -> commands.submit(urgency, BEGIN_WITHIN, publish(row));
            case COMPLETE ->
                commands.submit(
                        urgency,
                        BEGIN_WITHIN,
                        client -> client.newCompleteCommand(row.target()).variables(row.variablesOrNone()));
            case CANCEL ->
                commands.submit(urgency, BEGIN_WITHIN, client -> client.newCancelInstanceCommand(row.target()));
            case REDELIVER -> redeliver(row, urgency);
            case RETRY ->
                commands.submit(
                                urgency,
                                BEGIN_WITHIN,
                                client -> client.newUpdateRetriesCommand(row.target())
                                        .retries(RETRY_ATTEMPTS))
                        .thenCompose(outcome -> outcome instanceof Outcome.Delivered
                                ? redeliver(row, urgency)
                                : CompletableFuture.completedFuture(outcome));
        };
    }

    /** Ends a job's time at once. A job that is not held by anyone is about to be handed out anyway. */
    private CompletableFuture<Outcome> redeliver(OutboxRow row, Urgency urgency) {
        return commands.submit(
                        urgency,
                        BEGIN_WITHIN,
                        client -> client.newUpdateTimeoutCommand(row.target()).timeout(Duration.ofMillis(1)))
                .thenApply(outcome -> outcome instanceof Outcome.NotNow ? new Outcome.Gone() : outcome);
    }

    private static Function<CamundaClient, FinalCommandStep<?>> publish(OutboxRow row) {
        return client -> {
            var command = client.newPublishMessageCommand()
                    .messageName(String.valueOf(row.messageName()))
                    .correlationKey(String.valueOf(row.correlationKey()))
                    .timeToLive(row.timeToLive())
                    .variables(row.variablesOrNone());
            return row.messageId() == null ? command : command.messageId(row.messageId());
        };
    }

    private void settle(OutboxRow row, Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered delivery -> forget(row);
            case Outcome.Gone gone -> forget(row);
            case Outcome.Expired expired -> claimed.remove(row.id());
            case Outcome.NotNow notNow -> {
                claimed.remove(row.id());
                if (row.attempts() >= MOST_POSTPONEMENTS) {
                    setAside(row, notNow.reason());
                } else {
                    rows.postpone(row.id(), Duration.ofSeconds(Math.min(300, 2L << row.attempts())));
                }
            }
            case Outcome.Refused refused -> {
                claimed.remove(row.id());
                setAside(row, refused.reason());
            }
        }
    }

    private void forget(OutboxRow row) {
        delivered.add(row.id());
        if (signals.availablePermits() == 0) {
            signals.release();
        }
    }

    private void setAside(OutboxRow row, String reason) {
        var problem = Reasons.bounded(reason);
        log.warn("The engine will not take outbox row {} ({}): {}. It is set aside.", row.id(), row.kind(), problem);
        rows.setAside(row.id(), problem);
    }

    private List<Long> drainDelivered() {
        var ids = new ArrayList<Long>();
        for (var id = delivered.poll(); id != null; id = delivered.poll()) {
            ids.add(id);
        }
        return ids;
    }

    private void finish() {
        try {
            var end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (liveInHand.get() + bulkInHand.get() > 0 && !status.isAway() && System.nanoTime() < end) {
                if (signals.tryAcquire(COLLECT.toMillis(), TimeUnit.MILLISECONDS)) {
                    signals.drainPermits();
                }
            }
            var done = drainDelivered();
            if (!done.isEmpty()) {
                rows.forgetAndClaim(done, 0, 0);
                claimed.removeAll(done);
            }
            if (!claimed.isEmpty()) {
                rows.release(claimed);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException ex) {
            log.info("Rows in hand at the end are delivered again later ({}).", Reasons.of(ex));
        }
    }
}
