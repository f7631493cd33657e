package dev.trellis.engine;

import io.camunda.client.CamundaClient;
import io.camunda.zeebe.model.bpmn.Bpmn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells when the engine has seen which timers are due, for tests of the whole application. */
public final class DueTimers {

    private static final String PROCESS = "due-timers";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CamundaClient client;
    private @Nullable Long process;

    DueTimers(CamundaClient client) {
        this.client = client;
    }

    /**
     * Starts what waits until a clock that jumps has gone so far. The engine goes through its timers in the order in
     * which they are due: when this one is over, all that were due before it have been triggered.
     */
    public CompletableFuture<?> after(Instant now, Duration by) {
        return client.newCreateInstanceCommand()
                .processDefinitionKey(process())
                .variables(Map.of("moment", now.plus(by).toString()))
                .withResult()
                // By the engine's clock, which jumps meanwhile.
                .requestTimeout(by.plus(PATIENCE))
                .send()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private synchronized long process() {
        if (process == null) {
            var diagram = Bpmn.createExecutableProcess(PROCESS)
                    .startEvent()
                    .intermediateCatchEvent("moment", moment -> moment.timerWithDateExpression("moment"))
                    .endEvent()
                    .done();
            process = client.newDeployResourceCommand()
                    .addProcessModel(diagram, PROCESS + ".bpmn")
                    .send()
                    .join()
                    .getProcesses()
                    .getFirst()
                    .getProcessDefinitionKey();
        }
        return process;
    }
}
