package dev.trellis.engine;

import io.camunda.client.CamundaClient;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.BpmnModelInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** The application's side of the engine as one instance has it, without the rest of the application. */
final class EngineRig implements AutoCloseable {

    final CamundaClient client;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final EngineStatus status;
    final EngineCommands commands;
    final OutboxRows rows;
    final OutboxDispatcher dispatcher;
    final JdbcEngineOutbox outbox;
    final ParkedJobs parked;
    final EngineLifecycle lifecycle;

    private EngineRig(URI grpc, Path bpmn, List<Worker> workers) {
        client = CamundaClient.newClientBuilder()
                .applyEnvironmentVariableOverrides(false)
                .grpcAddress(grpc)
                .preferRestOverGrpc(false)
                .defaultRequestTimeout(Duration.ofSeconds(10))
                .build();
        status = new EngineStatus(client);
        commands = new EngineCommands(client, status, meters);
        rows = new OutboxRows(TestDatabase.JDBC, TestDatabase.TRANSACTIONS);
        dispatcher = new OutboxDispatcher(rows, commands, status);
        outbox = new JdbcEngineOutbox(rows, dispatcher);
        parked = new ParkedJobs(TestDatabase.JDBC, outbox, commands, Clock.systemUTC());
        var folder = BpmnFolder.read(bpmn);
        var beans = new StaticListableBeanFactory();
        workers.forEach(worker -> beans.addBean(worker.jobType(), worker));
        lifecycle = new EngineLifecycle(
                client,
                status,
                new Deployment(client, folder),
                beans.getBeanProvider(Worker.class),
                commands,
                dispatcher,
                parked,
                folder,
                new EngineProperties(null, null, null, 5, Duration.ofMillis(100)),
                meters,
                false);
    }

    static EngineRig start(RealEngine engine, List<Worker> workers, BpmnModelInstance... diagrams) {
        return start(engine.grpc(), workers, diagrams);
    }

    static EngineRig start(URI grpc, List<Worker> workers, BpmnModelInstance... diagrams) {
        var rig = new EngineRig(grpc, folder(diagrams), workers);
        rig.lifecycle.start();
        return rig;
    }

    static Path folder(BpmnModelInstance... diagrams) {
        try {
            var folder = Files.createTempDirectory("bpmn");
            for (var diagram : diagrams) {
                var id = diagram.getModelElementsByType(io.camunda.zeebe.model.bpmn.instance.Process.class)
                        .iterator()
                        .next()
                        .getId();
                Bpmn.writeModelToFile(folder.resolve(id + ".bpmn").toFile(), diagram);
            }
            return folder;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Started by a message of the same name, one task of the job type of the same name, end. */
    static BpmnModelInstance oneTask(String name) {
        return Bpmn.createExecutableProcess(name)
                .startEvent("start")
                .message(name)
                .serviceTask("task", task -> task.zeebeJobType(name))
                .endEvent("end")
                .done();
    }

    /** Tells the engine as a crash would leave it: nothing is given back, nothing is flushed. */
    void crash() {
        client.close();
        commands.destroy();
        status.destroy();
    }

    static EngineMessage message(String name, String key) {
        return new EngineMessage(name, key, "", Duration.ZERO, Map.of("contactId", key));
    }

    @Override
    public void close() {
        lifecycle.stop();
        commands.destroy();
        status.destroy();
        client.close();
    }
}
