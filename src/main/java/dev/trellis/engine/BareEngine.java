package dev.trellis.engine;

import io.camunda.client.CamundaClient;
import io.camunda.client.api.command.ClientStatusException;
import io.camunda.client.api.command.FinalCommandStep;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.client.api.worker.JobWorker;
import io.grpc.Status;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What the engine does with our diagrams when nothing is done but completing its jobs: the measure for what our own
 * work costs. Everything it deploys and listens to has a name of its own, so that it can take turns with ours.
 */
public final class BareEngine implements AutoCloseable {

    private static final String BARE = "bare-";

    private static final int JOBS_IN_HAND = 64;
    private static final Duration JOB_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration PAUSE_WHEN_FULL = Duration.ofMillis(1);
    private static final Duration PAUSE_WHEN_REFUSED = Duration.ofMillis(20);

    private final CamundaClient client;
    private final AdaptiveLimit inFlight = new AdaptiveLimit();
    private final AtomicReference<CountDownLatch> waiting = new AtomicReference<>(new CountDownLatch(0));
    private final AtomicLong refused = new AtomicLong();
    private final List<JobWorker> workers = new ArrayList<>();

    private BareEngine(CamundaClient client) {
        this.client = client;
    }

    /**
     * Deploys the copies and opens workers that do nothing.
     *
     * @param lifecycle the map
     * @param journey what the map calls for a lead; its one job is an email, after which it waits
     * @param journeyId the id of its process
     */
    public static BareEngine start(URI grpc, String lifecycle, String journey, String journeyId) {
        var client = CamundaClient.newClientBuilder()
                .applyEnvironmentVariableOverrides(false)
                .grpcAddress(URI.create("http://" + grpc.getHost() + ":" + grpc.getPort()))
                .preferRestOverGrpc(false)
                .defaultRequestTimeout(Duration.ofSeconds(20))
                .jobHandlingExecutor(
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofVirtual().name("bare-", 0).factory()),
                        true)
                .build();
        var engine = new BareEngine(client);
        engine.deploy("contact-lifecycle.bpmn", renamed(lifecycle, "contact-lifecycle"));
        engine.deploy("journey.bpmn", renamed(journey, journeyId));
        var found = Map.<String, Object>of("stage", "lead", "stageEntry", 1, "journey", BARE + journeyId);
        engine.open(
                "look-up-stage",
                job -> engine.send(client.newCompleteCommand(job.getKey()).variables(found)));
        engine.open("send-email", job -> {
            engine.send(client.newCompleteCommand(job.getKey()).variables(Map.of("outcome", "sent")));
            engine.waiting.get().countDown();
        });
        return engine;
    }

    /** The same diagram with process, messages and job types of its own. */
    static String renamed(String diagram, String processId) {
        return diagram.replace("\"" + processId + "\"", "\"" + BARE + processId + "\"")
                .replaceAll("(<(?:\\w+:)?message [^>]*\\bname=\")", "$1" + BARE)
                .replaceAll("(<(?:\\w+:)?taskDefinition [^>]*\\btype=\")", "$1" + BARE);
    }

    /**
     * Lets contacts enter as fast as the engine takes them.
     *
     * @return how long it took until the last of them waits after its email
     */
    public Duration run(int contacts) throws InterruptedException {
        var done = new CountDownLatch(contacts);
        waiting.set(done);
        long start = System.nanoTime();
        var entries = new ArrayList<Future<?>>(contacts);
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < contacts; i++) {
                var contact = UUID.randomUUID().toString();
                entries.add(senders.submit(() -> send(client.newPublishMessageCommand()
                        .messageName(BARE + "contact-entered")
                        .correlationKey(contact)
                        .timeToLive(Duration.ZERO)
                        .variables(Map.of("contactId", contact)))));
            }
        }
        for (var entry : entries) {
            try {
                entry.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The engine did not take a contact", e);
            }
        }
        if (!done.await(30, TimeUnit.MINUTES)) {
            throw new IllegalStateException(done.getCount() + " of " + contacts + " contacts never got to their wait");
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How often the engine refused a command because it had too many. */
    public long refused() {
        return refused.get();
    }

    private void deploy(String name, String diagram) {
        client.newDeployResourceCommand()
                .addResourceBytes(diagram.getBytes(StandardCharsets.UTF_8), BARE + name)
                .send()
                .join();
    }

    private void open(String type, Consumer<ActivatedJob> handler) {
        workers.add(client.newWorker()
                .jobType(BARE + type)
                .handler((jobClient, job) -> handler.accept(job))
                .timeout(JOB_TIMEOUT)
                .maxJobsActive(JOBS_IN_HAND)
                .pollInterval(Duration.ofMillis(50))
                .fetchVariables("contactId")
                .streamEnabled(true)
                .open());
    }

    /** With as many in flight as the engine likes, by the same feedback as our own commands. */
    private void send(FinalCommandStep<?> command) {
        while (true) {
            while (!inFlight.tryAcquire()) {
                LockSupport.parkNanos(PAUSE_WHEN_FULL.toNanos());
            }
            long start = System.nanoTime();
            try {
                command.send().join();
                inFlight.answered(System.nanoTime() - start);
                return;
            } catch (ClientStatusException e) {
                if (e.getStatusCode() != Status.Code.RESOURCE_EXHAUSTED) {
                    inFlight.release();
                    throw e;
                }
                inFlight.refused(System.nanoTime());
                refused.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE_WHEN_REFUSED.toNanos());
        }
    }

    @Override
    public void close() {
        workers.forEach(JobWorker::close);
        client.close();
    }
}
