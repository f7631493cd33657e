package dev.trellis.engine;

import dev.trellis.platform.StartRefusedException;
import io.camunda.client.CamundaClient;
import io.camunda.client.api.worker.BackoffSupplier;
import io.camunda.client.api.worker.JobWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Brings the engine's side up in order, diagrams, then workers, then the outbox, and down in the opposite one.
 *
 * <p>Before its diagrams are deployed the engine must hear nothing: a message that starts a process it does not know is
 * lost. An engine that is not there yet holds nobody up: all of this happens when it comes.
 */
@Component
class EngineConnection implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EngineConnection.class);
    private static final Duration JOBS_MAY_TAKE = Duration.ofSeconds(10);
    private static final Duration OUTBOX_MAY_TAKE = Duration.ofSeconds(5);

    private final CamundaClient client;
    private final EngineStatus status;
    private final Deployment deployment;
    private final List<Worker> workers;
    private final EngineCommands commands;
    private final JobLoad load;
    private final OutboxDispatcher dispatcher;
    private final ParkedJobs parked;
    private final CurrentDiagrams diagrams;
    private final Attempts attempts;
    private final MeterRegistry meters;
    private final boolean idle;
    private final List<JobWorker> open = new ArrayList<>();
    private volatile boolean running;
    private volatile boolean ready;
    private volatile @Nullable String refused;
    private @Nullable Thread starter;

    EngineConnection(
            CamundaClient client,
            EngineStatus status,
            Deployment deployment,
            ObjectProvider<Worker> workers,
            EngineCommands commands,
            JobLoad load,
            OutboxDispatcher dispatcher,
            ParkedJobs parked,
            CurrentDiagrams diagrams,
            EngineProperties properties,
            MeterRegistry meters,
            @Value("${trellis.idle:false}") boolean idle) {
        this.client = client;
        this.status = status;
        this.deployment = deployment;
        this.workers = workers.orderedStream().toList();
        this.commands = commands;
        this.load = load;
        this.dispatcher = dispatcher;
        this.parked = parked;
        this.diagrams = diagrams;
        this.attempts = new Attempts(properties.attempts(), properties.retryBackoff());
        this.meters = meters;
        this.idle = idle;
    }

    @Override
    public void start() {
        if (idle || running) {
            return;
        }
        requireOneWorkerPerType();
        running = true;
        if (!status.ask() || !tryBringUp()) {
            starter = Thread.ofVirtual().name("engine-start").start(this::bringUpWhenThere);
        }
    }

    @Override
    public void stop() {
        running = false;
        ready = false;
        if (starter != null) {
            starter.interrupt();
        }
        synchronized (open) {
            open.forEach(JobWorker::close);
            open.clear();
        }
        awaitJobs();
        dispatcher.stop(OUTBOX_MAY_TAKE);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the database pool and everything workers use, before the web server takes requests. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }

    /** Whether diagrams are deployed and workers and outbox run. */
    boolean isReady() {
        return ready;
    }

    /** Why the engine does not take the diagrams; null where it does or has not been asked. */
    @Nullable
    String refused() {
        return refused;
    }

    private void bringUpWhenThere() {
        while (running) {
            try {
                if (!status.isAway() && tryBringUp()) {
                    return;
                }
            } catch (StartRefusedException ex) {
                refused = ex.getMessage();
                log.error("{}", ex.getMessage());
                return;
            }
            try {
                Thread.sleep(Duration.ofMillis(300));
            } catch (InterruptedException ex) {
                return;
            }
        }
    }

    /**
     * An engine that answers may still be busy with what it finds in its own data.
     *
     * @throws StartRefusedException if it will never take the diagrams
     */
    private boolean tryBringUp() {
        try {
            bringUp();
            return true;
        } catch (StartRefusedException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            log.warn("The engine is not ready for the diagrams ({}); trying again.", Reasons.of(ex));
            return false;
        }
    }

    private void bringUp() {
        deployment.deploy();
        parked.refresh();
        synchronized (open) {
            if (!running) {
                return;
            }
            workers.forEach(worker -> open.add(open(worker)));
        }
        dispatcher.start();
        ready = true;
        log.info(
                "The engine at {} is connected; {} job types: {}",
                status.address(),
                workers.size(),
                workers.stream().map(Worker::jobType).sorted().collect(Collectors.joining(", ")));
    }

    /**
     * Polls rather than streams: pushed jobs starve those that waited while no worker ran, and a journey that waits for
     * days gains nothing from the milliseconds. A poll waits at the engine until there are jobs.
     */
    private JobWorker open(Worker worker) {
        var runner = new JobRunner(
                worker,
                commands,
                parked,
                attempts,
                (process, element) -> diagrams.folder().setsRetries(process, element),
                meters);
        return client.newWorker()
                .jobType(worker.jobType())
                .handler((jobClient, job) -> {
                    load.begin(worker.jobType());
                    try {
                        runner.run(job);
                    } finally {
                        load.end(worker.jobType());
                    }
                })
                .name("trellis")
                .timeout(worker.timeout())
                .maxJobsActive(JobLoad.MOST_PER_TYPE)
                .pollInterval(Duration.ofMillis(50))
                .requestTimeout(Duration.ofSeconds(20))
                .fetchVariables(worker.variables())
                .streamEnabled(false)
                .backoffSupplier(BackoffSupplier.newBackoffBuilder()
                        .minDelay(100)
                        .maxDelay(3_000)
                        .backoffFactor(2)
                        .jitterFactor(0.2)
                        .build())
                .open();
    }

    private void requireOneWorkerPerType() {
        var types = workers.stream().collect(Collectors.groupingBy(Worker::jobType));
        types.forEach((type, same) -> {
            if (same.size() > 1) {
                throw new IllegalStateException("Job type " + type + " has " + same.size() + " workers: "
                        + same.stream()
                                .map(worker -> worker.getClass().getName())
                                .collect(Collectors.joining(", ")));
            }
        });
    }

    private void awaitJobs() {
        var end = System.nanoTime() + JOBS_MAY_TAKE.toNanos();
        while (!load.isIdle() && !status.isAway() && System.nanoTime() < end) {
            try {
                Thread.sleep(Duration.ofMillis(20));
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
