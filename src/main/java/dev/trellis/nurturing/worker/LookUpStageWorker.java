package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.nurturing.StepType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Job type {@code look-up-stage}: tells the lifecycle map where the contact is and notes that the engine knows. */
@Component
class LookUpStageWorker implements Worker {

    private final Lifecycle lifecycle;

    LookUpStageWorker(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public String jobType() {
        return StepType.LOOK_UP_STAGE.jobType();
    }

    @Override
    public List<String> variables() {
        return List.of("contactId");
    }

    @Override
    public JobResult handle(Job job) {
        var contactId = ContactId.of(String.valueOf(job.variables().get("contactId")));
        var state = lifecycle.reached(contactId, job.processInstanceKey());
        if (state.isEmpty()) {
            return JobResult.held(Duration.ofHours(1));
        }
        return JobResult.completed(Map.of(
                "stage", state.get().stage().name(),
                "stageEntry", state.get().entry(),
                "journey", lifecycle.journeyOf(state.get())));
    }
}
