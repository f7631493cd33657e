package dev.trellis.engine;

import dev.trellis.platform.TrellisProperties;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/** Brings what was edited in the {@code bpmn} folder to the engine while the application runs. */
@Component
public class Publication {

    private final Path folder;
    private final CurrentDiagrams current;
    private final Deployment deployment;

    Publication(TrellisProperties settings, CurrentDiagrams current, Deployment deployment) {
        this.folder = settings.bpmnDir();
        this.current = current;
        this.deployment = deployment;
    }

    /** The folder as it is now. */
    public Diagrams edited() {
        return BpmnFolder.read(folder);
    }

    /**
     * Deploys what {@link #edited} gave; from then on these are the diagrams everywhere.
     *
     * @return the versions that those get who enter now
     */
    public synchronized List<DeployedProcess> publish(Diagrams edited) {
        if (!(edited instanceof BpmnFolder newer)) {
            throw new IllegalArgumentException("Only what edited() gave can be published");
        }
        deployment.deploy(newer);
        current.become(newer);
        return deployment.processes();
    }
}
