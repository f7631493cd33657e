package dev.trellis.engine;

import static dev.trellis.engine.EngineRig.worker;
import static java.util.Collections.frequency;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.platform.Lane;
import dev.trellis.testing.Database;
import io.camunda.zeebe.model.bpmn.Bpmn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobRunnerTests {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String contact = UUID.randomUUID().toString();

    @BeforeEach
    void clear() {
        Database.get().clear();
    }

    @Test
    void aHeldJobIsCompletedLaterByItsKeyAndItsVariablesReachTheNextStep() {
        var key = new AtomicLong();
        var outcome = new ConcurrentLinkedQueue<String>();
        var holding = worker("hold", job -> {
            key.set(job.key());
            return JobResult.held(Duration.ofDays(1));
        });
        var next = new Worker() {
            @Override
            public String jobType() {
                return "after-hold";
            }

            @Override
            public List<String> variables() {
                return List.of("outcome");
            }

            @Override
            public JobResult handle(Job job) {
                outcome.add(job.variables().toString());
                return JobResult.completed();
            }
        };
        var diagram = Bpmn.createExecutableProcess("hold")
                .startEvent()
                .message("hold")
                .serviceTask("first", task -> task.zeebeJobType("hold"))
                .serviceTask("second", task -> task.zeebeJobType("after-hold"))
                .endEvent()
                .done();
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(holding, next), diagram)) {
            rig.outbox.publish(List.of(EngineRig.message("hold", contact)), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> key.get() != 0);
            rig.outbox.complete(key.get(), Map.of("outcome", "sent"), Lane.LIVE);

            await().atMost(PATIENCE).until(() -> !outcome.isEmpty());

            assertThat(outcome).containsExactly("{outcome=sent}");
        }
    }

    @Test
    void aHeldJobComesBackWhenAskedForAndWhenItsTimeIsOver() {
        var deliveries = new ConcurrentLinkedQueue<Long>();
        var holding = worker("redeliver", job -> {
            deliveries.add(job.key());
            return JobResult.held(Duration.ofDays(1));
        });
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(holding), EngineRig.oneTask("redeliver"))) {
            rig.outbox.publish(List.of(EngineRig.message("redeliver", contact)), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 1);
            rig.outbox.redeliver(deliveries.element());
            await().atMost(PATIENCE).until(() -> deliveries.size() == 2);
            // What holds the job follows its delivery; once another job has come, it is with the engine, and by its
            // time.
            var job = deliveries.element();
            rig.outbox.publish(
                    List.of(EngineRig.message("redeliver", UUID.randomUUID().toString())), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 3);

            var clock = new EngineClock(
                    new EngineProperties(null, RealEngine.shared().management(), null, 5, Duration.ofSeconds(1)));
            clock.add(Duration.ofHours(23));
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> frequency(deliveries, job) == 2);
            clock.add(Duration.ofHours(2));
            await().atMost(PATIENCE).until(() -> frequency(deliveries, job) == 3);
        }
    }

    @Test
    void aJobIsTriedFiveTimesThenParkedWithAReasonAndDoneWhenRetried() {
        var broken = new AtomicBoolean(true);
        var left = new ConcurrentLinkedQueue<Integer>();
        var failing = worker("park", job -> {
            left.add(job.retries());
            if (broken.get()) {
                throw new IllegalStateException("The mail relay refuses us", new IOException("530 log in first"));
            }
            return JobResult.completed();
        });
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(failing), EngineRig.oneTask("park"))) {
            rig.outbox.publish(List.of(EngineRig.message("park", contact)), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> rig.parked.count() == 1);

            assertThat(left).containsExactly(5, 4, 3, 2, 1);
            assertThat(rig.parked.list(10, 0)).singleElement().satisfies(job -> {
                assertThat(job.reason()).isEqualTo("The mail relay refuses us: 530 log in first");
                assertThat(job.elementId()).isEqualTo("task");
                assertThat(job.contactId()).isEqualTo(UUID.fromString(contact));
            });
            assertThat(rig.parked.groups())
                    .singleElement()
                    .satisfies(group -> assertThat(group.jobs()).isEqualTo(1));

            broken.set(false);
            var retried = rig.parked.retry(new ParkedJob.Filter("park", null, null, null));

            assertThat(retried).isEqualTo(1);
            await().atMost(PATIENCE).until(() -> rig.parked.count() == 0);
            assertThat(left).hasSize(6);
        }
    }

    @Test
    void aParkedJobWhoseProcessWasCancelledLeavesTheList() {
        var instance = new AtomicLong();
        var failing = worker("park-cancel", job -> {
            instance.set(job.processInstanceKey());
            throw new IllegalStateException("never works");
        });
        var diagram = Bpmn.createExecutableProcess("park-cancel")
                .startEvent()
                .message("park-cancel")
                .serviceTask("task", task -> task.zeebeJobType("park-cancel").zeebeJobRetries("1"))
                .endEvent()
                .done();
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(failing), diagram)) {
            rig.outbox.publish(List.of(EngineRig.message("park-cancel", contact)), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> rig.parked.count() == 1);
            rig.outbox.cancel(instance.get(), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> rig.outbox.backlog(Lane.LIVE) == 0);
            Database.get()
                    .jdbc()
                    .sql("update parked_job set checked_at = checked_at - interval '1 hour'")
                    .update();

            rig.parked.check();

            assertThat(rig.parked.count()).isZero();
        }
    }

    @Test
    void aBpmnErrorTakesThePathTheDiagramDrawsForIt() {
        var seen = new ConcurrentLinkedQueue<String>();
        var throwing = worker("throw", job -> new JobResult.BpmnError("CONTACT_GONE", "erased"));
        var caught = worker("caught", job -> {
            seen.add(job.elementId());
            return JobResult.completed();
        });
        var diagram = Bpmn.createExecutableProcess("throw")
                .startEvent()
                .message("throw")
                .serviceTask("task", task -> task.zeebeJobType("throw"))
                .boundaryEvent("gone", boundary -> boundary.error("CONTACT_GONE"))
                .serviceTask("handle-gone", task -> task.zeebeJobType("caught"))
                .endEvent()
                .done();
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(throwing, caught), diagram)) {
            rig.outbox.publish(List.of(EngineRig.message("throw", contact)), Lane.LIVE);

            await().atMost(PATIENCE).until(() -> !seen.isEmpty());

            assertThat(seen).containsExactly("handle-gone");
        }
    }

    @Test
    void variablesThatAreDataRatherThanFactsAreRefusedByName() {
        var bloated = worker("bloat", job -> JobResult.completed(Map.of("ok", true, "profile", "x".repeat(70_000))));
        var diagram = Bpmn.createExecutableProcess("bloat")
                .startEvent()
                .message("bloat")
                .serviceTask("task", task -> task.zeebeJobType("bloat").zeebeJobRetries("1"))
                .endEvent()
                .done();
        try (var rig = EngineRig.start(RealEngine.shared(), List.of(bloated), diagram)) {
            rig.outbox.publish(List.of(EngineRig.message("bloat", contact)), Lane.LIVE);
            await().atMost(PATIENCE).until(() -> rig.parked.count() == 1);

            assertThat(rig.parked.list(1, 0).getFirst().reason())
                    .contains("64 KB")
                    .contains("profile");
        }
    }
}
