package dev.trellis.engine;

import io.camunda.client.CamundaClient;
import io.camunda.client.api.response.Topology;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Knows whether the engine answers, and says so once when that changes.
 *
 * <p>While it is away nothing is sent; it is asked every second or two, and those who wait are told when it is back.
 */
@Component
class EngineStatus implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(EngineStatus.class);
    private static final Duration ASKING_TAKES_AT_MOST = Duration.ofSeconds(5);

    private final CamundaClient client;
    private final URI address;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("engine-status").daemon().factory());
    private final CopyOnWriteArrayList<Runnable> whenBack = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private volatile @Nullable String awayBecause;
    private volatile @Nullable Topology topology;

    EngineStatus(CamundaClient client) {
        this.client = client;
        this.address = client.getConfiguration().getGrpcAddress();
    }

    boolean isAway() {
        return awayBecause != null;
    }

    /** Why the engine does not answer; null while it does. */
    @Nullable
    String awayBecause() {
        return awayBecause;
    }

    URI address() {
        return address;
    }

    /** What the engine said about itself the last time it was asked. */
    @Nullable
    Topology topology() {
        return topology;
    }

    void whenBack(Runnable task) {
        whenBack.add(task);
    }

    /** Someone could not reach the engine. From now on it is asked until it answers. */
    void reportAway(String reason) {
        synchronized (lock) {
            if (awayBecause != null || scheduler.isShutdown()) {
                return;
            }
            awayBecause = reason;
            log.warn(
                    "The engine at {} does not answer ({}). What it is to be told waits; trying again.",
                    address,
                    reason);
            var unused = scheduler.schedule(this::askAgain, 50, TimeUnit.MILLISECONDS);
        }
    }

    /** Asks the engine now. True if it answered and can take commands. */
    boolean ask() {
        try {
            var answer = client.newTopologyRequest()
                    .requestTimeout(ASKING_TAKES_AT_MOST)
                    .send()
                    .join();
            topology = answer;
            if (hasLeaders(answer)) {
                reportBack();
                return true;
            }
            reportAway("it is still starting");
        } catch (RuntimeException ex) {
            reportAway(Reasons.of(ex));
        }
        return false;
    }

    @Override
    public void destroy() {
        scheduler.shutdownNow();
    }

    private void askAgain() {
        if (awayBecause != null && !ask() && !scheduler.isShutdown()) {
            var unused = scheduler.schedule(this::askAgain, 1, TimeUnit.SECONDS);
        }
    }

    private void reportBack() {
        synchronized (lock) {
            if (awayBecause == null) {
                return;
            }
            awayBecause = null;
            log.info("The engine at {} answers again.", address);
        }
        whenBack.forEach(Runnable::run);
    }

    private static boolean hasLeaders(Topology topology) {
        var leaders = topology.getBrokers().stream()
                .flatMap(broker -> broker.getPartitions().stream())
                .filter(partition -> partition.isLeader())
                .map(partition -> partition.getPartitionId())
                .distinct()
                .count();
        return leaders > 0 && leaders >= topology.getPartitionsCount();
    }

    /** The cause that matters, of what a future threw. */
    static Throwable unwrap(Throwable thrown) {
        var cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
