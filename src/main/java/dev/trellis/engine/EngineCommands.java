package dev.trellis.engine;

import io.camunda.client.CamundaClient;
import io.camunda.client.api.command.ClientStatusException;
import io.camunda.client.api.command.FinalCommandStep;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The one gate all commands pass: no more in flight than the engine likes, the urgent before the rest, none repeated at
 * once.
 *
 * <p>Workers' results come first, since they free what the engine holds; then the live lane; then the results of the
 * bulk lane, such as newsletters that are gone; then what the bulk lane lets in, which nearly stops while the workers
 * have more than they can do.
 */
@Component
class EngineCommands implements DisposableBean {

    /** Who goes first. */
    enum Urgency {
        RESULT,
        LIVE,
        BULK_RESULT,
        BULK
    }

    /** What became of a command. */
    sealed interface Outcome {

        /** The engine did it, or has done it before. */
        record Delivered() implements Outcome {}

        /** The engine no longer knows what the command is about. */
        record Gone() implements Outcome {}

        /** The engine cannot do it in the present state; it may be able to later. */
        record NotNow(String reason) implements Outcome {}

        /** The engine will never do it. */
        record Refused(String reason) implements Outcome {}

        /** The time for trying was over; nobody knows. */
        record Expired() implements Outcome {}
    }

    private static final Outcome DELIVERED = new Outcome.Delivered();
    private static final Outcome GONE = new Outcome.Gone();
    private static final Outcome EXPIRED = new Outcome.Expired();
    private static final int MOST_UNEXPLAINED_ATTEMPTS = 5;
    private static final int MOST_UNREACHABLE_ATTEMPTS = 3;

    /**
     * So little of the bulk lane goes on while the workers cannot keep up, that they catch up and nothing stands still.
     */
    private static final int BULK_WHILE_FULL = 2;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final CamundaClient client;
    private final EngineStatus status;
    private final JobLoad load;
    private final AdaptiveLimit limit = new AdaptiveLimit();
    private final Map<Urgency, ArrayDeque<Pending>> queues = new EnumMap<>(Urgency.class);
    private final Object lock = new Object();
    private final AtomicInteger bulkInFlight = new AtomicInteger();
    private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("engine-pauses").daemon().factory());
    private final Counter delivered;
    private final Counter rejected;
    private final Counter refused;

    EngineCommands(CamundaClient client, EngineStatus status, JobLoad load, MeterRegistry meters) {
        this.client = client;
        this.status = status;
        this.load = load;
        for (var urgency : Urgency.values()) {
            queues.put(urgency, new ArrayDeque<>());
        }
        this.delivered = counter(meters, "delivered");
        this.rejected = counter(meters, "rejected");
        this.refused = counter(meters, "refused");
        Gauge.builder("trellis.engine.commands.in.flight", limit, AdaptiveLimit::inFlight)
                .description("Commands the engine has not answered yet")
                .register(meters);
        Gauge.builder("trellis.engine.commands.limit", limit, AdaptiveLimit::limit)
                .description("How many commands may be in flight at present")
                .register(meters);
        status.whenBack(this::pump);
    }

    /**
     * Sends a command as soon as there is room, and again while that can help.
     *
     * @param within how long it makes sense to begin an attempt
     */
    CompletableFuture<Outcome> submit(
            Urgency urgency, Duration within, Function<CamundaClient, FinalCommandStep<?>> command) {
        var pending = new Pending(urgency, System.nanoTime() + within.toNanos(), command);
        synchronized (lock) {
            queue(urgency).addLast(pending);
        }
        pump();
        return pending.outcome;
    }

    int limit() {
        return limit.limit();
    }

    int inFlight() {
        return limit.inFlight();
    }

    @Override
    public void destroy() {
        pauses.shutdownNow();
    }

    private void pump() {
        while (true) {
            Pending next;
            synchronized (lock) {
                next = nextPending();
            }
            if (next == null) {
                return;
            }
            if (next.isExpired()) {
                leave(next);
                limit.release();
                next.outcome.complete(EXPIRED);
            } else {
                transmit(next);
            }
        }
    }

    private @Nullable Pending nextPending() {
        if (queues.values().stream().allMatch(ArrayDeque::isEmpty)) {
            return null;
        }
        if (status.isAway() || !limit.tryAcquire()) {
            return status.isAway() ? nextExpired() : null;
        }
        for (var urgency : Urgency.values()) {
            if (urgency == Urgency.BULK && bulkInFlight.get() >= BULK_WHILE_FULL && load.isFull()) {
                break;
            }
            var next = queue(urgency).pollFirst();
            if (next != null) {
                if (urgency == Urgency.BULK) {
                    bulkInFlight.incrementAndGet();
                }
                return next;
            }
        }
        limit.release();
        return null;
    }

    /** While the engine is away only those leave the queue for which it is too late. */
    private @Nullable Pending nextExpired() {
        for (var queue : queues.values()) {
            var first = queue.peekFirst();
            if (first != null && first.isExpired() && limit.tryAcquire()) {
                if (first.urgency == Urgency.BULK) {
                    bulkInFlight.incrementAndGet();
                }
                return queue.pollFirst();
            }
        }
        return null;
    }

    private void transmit(Pending pending) {
        var start = System.nanoTime();
        try {
            pending.command.apply(client).send().whenComplete((answer, thrown) -> settle(pending, start, thrown));
        } catch (RuntimeException ex) {
            settle(pending, start, ex);
        }
    }

    private void settle(Pending pending, long start, @Nullable Throwable thrown) {
        leave(pending);
        if (thrown == null) {
            limit.answered(System.nanoTime() - start);
            delivered.increment();
            finish(pending, DELIVERED);
            return;
        }
        var cause = EngineStatus.unwrap(thrown);
        var code = codeOf(cause);
        var reason = Reasons.of(cause);
        pending.attempts.incrementAndGet();
        switch (code) {
            case NOT_FOUND -> {
                limit.answered(System.nanoTime() - start);
                finish(pending, GONE);
            }
            case ALREADY_EXISTS -> {
                limit.answered(System.nanoTime() - start);
                finish(pending, DELIVERED);
            }
            case FAILED_PRECONDITION -> {
                limit.answered(System.nanoTime() - start);
                finish(pending, new Outcome.NotNow(reason));
            }
            case RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> {
                limit.refused(System.nanoTime());
                rejected.increment();
                repeatLater(pending);
            }
            case UNAVAILABLE, CANCELLED, UNAUTHENTICATED, PERMISSION_DENIED -> {
                limit.release();
                status.reportAway(reason);
                // An engine that answers otherwise, and again cannot do this: its key may be of a partition there is
                // not.
                finishOrRepeat(pending, MOST_UNREACHABLE_ATTEMPTS, reason);
            }
            case INVALID_ARGUMENT, OUT_OF_RANGE, UNIMPLEMENTED -> {
                limit.release();
                refused.increment();
                finish(pending, new Outcome.Refused(reason));
            }
            default -> {
                limit.release();
                finishOrRepeat(pending, MOST_UNEXPLAINED_ATTEMPTS, reason);
            }
        }
    }

    private void leave(Pending pending) {
        if (pending.urgency == Urgency.BULK) {
            bulkInFlight.decrementAndGet();
        }
    }

    private void finishOrRepeat(Pending pending, int mostAttempts, String reason) {
        if (pending.attempts.get() >= mostAttempts) {
            finish(pending, new Outcome.NotNow(reason));
        } else {
            repeatLater(pending);
        }
    }

    private void finish(Pending pending, Outcome outcome) {
        pending.outcome.complete(outcome);
        pump();
    }

    private void repeatLater(Pending pending) {
        var longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(pending.attempts.get(), 10));
        var pause = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        try {
            var unused = pauses.schedule(
                    () -> {
                        synchronized (lock) {
                            queue(pending.urgency).addFirst(pending);
                        }
                        pump();
                    },
                    pause,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ex) {
            pending.outcome.complete(EXPIRED);
        }
    }

    private ArrayDeque<Pending> queue(Urgency urgency) {
        return Objects.requireNonNull(queues.get(urgency));
    }

    private static Status.Code codeOf(Throwable cause) {
        return switch (cause) {
            case ClientStatusException refused -> refused.getStatusCode();
            case StatusRuntimeException refused -> refused.getStatus().getCode();
            // What the client refuses before it sends anything.
            case IllegalArgumentException invalid -> Status.Code.INVALID_ARGUMENT;
            default -> Status.Code.UNKNOWN;
        };
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("trellis.engine.commands")
                .description("Commands by what the engine made of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    private static final class Pending {

        final Urgency urgency;
        final long deadline;
        final Function<CamundaClient, FinalCommandStep<?>> command;
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        final AtomicInteger attempts = new AtomicInteger();

        Pending(Urgency urgency, long deadline, Function<CamundaClient, FinalCommandStep<?>> command) {
            this.urgency = urgency;
            this.deadline = deadline;
            this.command = command;
        }

        boolean isExpired() {
            return System.nanoTime() - deadline > 0;
        }
    }
}
