package dev.trellis.engine;

import dev.trellis.testing.Database;
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
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;

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
    final EngineConnection connection;
    final EngineView view;
    final SpoolReader reader;

    private EngineRig(URI grpc, @Nullable Path spool, Path bpmn, List<Worker> workers) {
        var database = Database.get();
        var transactions = new JdbcTransactionManager(database.dataSource());
        var properties = new EngineProperties(null, null, spool, 5, Duration.ofMillis(100));
        client = EngineConfiguration.connect(grpc, properties);
        status = new EngineStatus(client);
        var load = new JobLoad();
        commands = new EngineCommands(client, status, load, meters);
        rows = new OutboxRows(database.jdbc(), transactions);
        dispatcher = new OutboxDispatcher(rows, commands, status);
        outbox = new JdbcEngineOutbox(rows, dispatcher);
        parked = new ParkedJobs(database.jdbc(), outbox, commands, Clock.systemUTC());
        var diagrams = new CurrentDiagrams(BpmnFolder.read(bpmn));
        var beans = new StaticListableBeanFactory();
        workers.forEach(worker -> beans.addBean(worker.jobType(), worker));
        var deployment = new Deployment(client, diagrams);
        connection = new EngineConnection(
                client,
                status,
                deployment,
                beans.getBeanProvider(Worker.class),
                commands,
                load,
                dispatcher,
                parked,
                diagrams,
                properties,
                meters,
                false);
        var mirror = new EngineMirror(database.jdbc());
        reader = new SpoolReader(mirror, transactions, properties, false);
        view = new EngineView(database.jdbc(), mirror, commands, rows, dispatcher, deployment, properties);
    }

    static EngineRig start(RealEngine engine, List<Worker> workers, BpmnModelInstance... diagrams) {
        return start(engine.grpc(), workers, diagrams);
    }

    static EngineRig start(URI grpc, List<Worker> workers, BpmnModelInstance... diagrams) {
        return start(grpc, null, workers, diagrams);
    }

    static EngineRig start(URI grpc, @Nullable Path spool, List<Worker> workers, BpmnModelInstance... diagrams) {
        var rig = new EngineRig(grpc, spool, folder(diagrams), workers);
        rig.connection.start();
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

    static Worker worker(String type, Handler handler) {
        return new Worker() {
            @Override
            public String jobType() {
                return type;
            }

            @Override
            public JobResult handle(Job job) throws Exception {
                return handler.handle(job);
            }
        };
    }

    interface Handler {
        JobResult handle(Job job) throws Exception;
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
        connection.stop();
        commands.destroy();
        status.destroy();
        client.close();
    }
}
