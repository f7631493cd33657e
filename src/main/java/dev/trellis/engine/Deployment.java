package dev.trellis.engine;

import dev.trellis.platform.Problem;
import dev.trellis.platform.StartRefusedException;
import io.camunda.client.CamundaClient;
import io.camunda.client.api.command.ClientStatusException;
import io.camunda.client.api.command.DeployResourceCommandStep1;
import io.camunda.client.api.response.DeploymentEvent;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Brings the diagrams, and the tables they call, to the engine. What it has already gets no new version. */
@Component
class Deployment {

    private static final Logger log = LoggerFactory.getLogger(Deployment.class);

    private final CamundaClient client;
    private final CurrentDiagrams diagrams;
    private volatile List<DeployedProcess> processes = List.of();

    Deployment(CamundaClient client, CurrentDiagrams diagrams) {
        this.client = client;
        this.diagrams = diagrams;
    }

    /**
     * Deploys the folder.
     *
     * @throws StartRefusedException if a diagram is wrong: trying again would not help
     * @throws ClientStatusException if the engine does not answer
     */
    void deploy() {
        deploy(diagrams.folder());
    }

    /** Deploys another state of the folder in the same way. */
    void deploy(BpmnFolder folder) {
        var problems = folder.problems();
        if (!problems.isEmpty()) {
            throw new StartRefusedException("The diagrams in " + folder.folder() + " cannot be deployed:\n"
                    + problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        var deployed = new ArrayList<DeployedProcess>();
        for (var resources : folder.deployments()) {
            deploy(resources)
                    .getProcesses()
                    .forEach(process -> deployed.add(new DeployedProcess(
                            process.getBpmnProcessId(),
                            process.getVersion(),
                            process.getProcessDefinitionKey(),
                            process.getResourceName())));
        }
        processes = List.copyOf(deployed);
        if (deployed.isEmpty()) {
            log.warn(
                    "There is no diagram in {}, so nobody is nurtured. TRELLIS_BPMN_DIR names the folder.",
                    folder.folder());
        } else {
            log.info(
                    "Deployed: {}",
                    deployed.stream()
                            .map(process -> process.processId() + " v" + process.version())
                            .collect(Collectors.joining(", ")));
        }
    }

    /** What the engine runs for contacts that enter now. Empty until it has been deployed. */
    List<DeployedProcess> processes() {
        return processes;
    }

    private DeploymentEvent deploy(Map<String, byte[]> resources) {
        var command = client.newDeployResourceCommand();
        DeployResourceCommandStep1.DeployResourceCommandStep2 filled = null;
        for (var resource : resources.entrySet()) {
            filled = command.addResourceBytes(resource.getValue(), resource.getKey());
        }
        try {
            return Objects.requireNonNull(filled)
                    .requestTimeout(Duration.ofSeconds(30))
                    .send()
                    .join();
        } catch (ClientStatusException ex) {
            if (ex.getStatusCode() == Status.Code.INVALID_ARGUMENT) {
                throw new StartRefusedException(
                        "The engine does not take " + String.join(", ", resources.keySet()) + ": " + Reasons.of(ex),
                        ex);
            }
            throw ex;
        }
    }
}
