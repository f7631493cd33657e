package dev.trellis.engine;

import static dev.trellis.engine.EngineRig.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.platform.Lane;
import dev.trellis.testing.Database;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.BpmnModelInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole way from the engine over exporter, spool and reader into the mirror. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineViewTests {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final RealEngine engine = RealEngine.create();
    private final Path spool = engine.home().resolve("spool");
    private final ConcurrentHashMap<String, Long> jobKeys = new ConcurrentHashMap<>();
    private UUID contact = UUID.randomUUID();

    @BeforeAll
    void startEngineWithExporter() throws IOException {
        engine.with(ExporterJar.write(engine.home().resolve("exporter.jar"), spool))
                .start();
    }

    @AfterAll
    void stopEngine() {
        engine.close();
    }

    @BeforeEach
    void clear() {
        Database.get().clear();
        jobKeys.clear();
        contact = UUID.randomUUID();
    }

    @Test
    void aContactIsSeenAtItsStepThenAtItsTimerThenNowhereAndAnEngineCrashChangesNothing() throws IOException {
        try (var rig = EngineRig.start(engine.grpc(), spool, List.of(holding("view-hold")), journey())) {
            var before = Instant.now();
            rig.outbox.publish(List.of(EngineRig.message("view", contact.toString())), Lane.LIVE);
            awaitMirror(rig, () -> positions(rig).equals(List.of("view-task")) && !jobKeys.isEmpty());
            assertThat(rig.view.rootInstances(contact)).hasSize(1);
            assertThat(rig.view.standings()).contains(new EngineView.Standing("view", "view-task", 1));

            rig.outbox.complete(jobKey(), Map.of("outcome", "sent"), Lane.LIVE);
            awaitMirror(rig, () -> positions(rig).equals(List.of("view-wait")));
            assertThat(rig.view.nextTimer(contact)).hasValueSatisfying(timer -> {
                assertThat(timer.elementId()).isEqualTo("view-wait");
                assertThat(timer.dueAt()).isAfter(before.plus(Duration.ofDays(29)));
            });

            engine.crash();
            engine.start();
            await().atMost(PATIENCE).until(rig.status::ask);
            var instance = rig.view.rootInstances(contact).getFirst();
            rig.outbox.cancel(instance, Lane.LIVE);
            awaitMirror(
                    rig,
                    () -> positions(rig).isEmpty()
                            && rig.view.rootInstances(contact).isEmpty());

            assertThat(rig.view.timers(contact)).isEmpty();
            assertThat(rig.view.limitation()).isEmpty();
            assertThat(spooledFiles()).isEqualTo(1);
        }
    }

    @Test
    void anIncidentIsShownWithItsReasonAndLeavesWhenItsCauseIsMended() throws IOException {
        var stuck = Bpmn.createExecutableProcess("stuck")
                .startEvent()
                .message("stuck")
                .intermediateCatchEvent("stuck-wait", wait -> wait.timerWithDurationExpression("waitFor"))
                .endEvent()
                .done();
        try (var rig = EngineRig.start(engine.grpc(), spool, List.of(), stuck)) {
            rig.outbox.publish(List.of(EngineRig.message("stuck", contact.toString())), Lane.LIVE);
            awaitMirror(
                    rig,
                    () -> rig.view.incidentCount() == 1
                            && rig.view.incidents(1, 0).getFirst().contactId() != null);
            var incident = rig.view.incidents(10, 0).getFirst();
            assertThat(incident.elementId()).isEqualTo("stuck-wait");
            assertThat(incident.reason()).contains("waitFor");
            assertThat(incident.contactId()).isEqualTo(contact);

            rig.client
                    .newSetVariablesCommand(incident.processInstanceKey())
                    .variables(Map.of("waitFor", "P30D"))
                    .send()
                    .join();
            assertThat(rig.view.resolveIncident(incident.key())).isEmpty();
            awaitMirror(
                    rig, () -> rig.view.incidentCount() == 0 && positions(rig).equals(List.of("stuck-wait")));
        }
    }

    private void awaitMirror(EngineRig rig, BooleanSupplier condition) {
        await().atMost(PATIENCE).until(() -> {
            while (rig.reader.readSome()) {
                // There may be more.
            }
            return condition.getAsBoolean();
        });
    }

    private List<String> positions(EngineRig rig) {
        return rig.view.positions(contact).stream()
                .map(EngineView.Position::elementId)
                .toList();
    }

    private long jobKey() {
        return jobKeys.values().iterator().next();
    }

    private Worker holding(String type) {
        return worker(type, job -> {
            jobKeys.put(type, job.key());
            return JobResult.held(Duration.ofDays(1));
        });
    }

    private long spooledFiles() {
        try (var files = Files.list(spool.resolve("1"))) {
            return files.count();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static BpmnModelInstance journey() {
        return Bpmn.createExecutableProcess("view")
                .startEvent()
                .message("view")
                .serviceTask("view-task", task -> task.zeebeJobType("view-hold"))
                .intermediateCatchEvent("view-wait", wait -> wait.timerWithDuration("P30D"))
                .endEvent()
                .done();
    }
}
