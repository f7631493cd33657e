package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.lifecycle.IllegalMoveException;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.Stage;
import dev.trellis.nurturing.StepGuard;
import dev.trellis.nurturing.StepType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Job type {@code change-stage}: moves the contact to the stage in the header {@code stage}.
 *
 * <p>A step that moved the contact stays open: the message about the move ends the journey it stands in. Completing it
 * first would let the journey run on for a moment.
 */
@Component
class ChangeStageWorker implements Worker {

    private static final Logger log = LoggerFactory.getLogger(ChangeStageWorker.class);

    private final Lifecycle lifecycle;
    private final StepGuard guard;

    ChangeStageWorker(Lifecycle lifecycle, StepGuard guard) {
        this.lifecycle = lifecycle;
        this.guard = guard;
    }

    @Override
    public String jobType() {
        return StepType.CHANGE_STAGE.jobType();
    }

    @Override
    public List<String> variables() {
        return List.of("contactId", "stageEntry", "dealId", "quoteId", "expiresAt", "reason");
    }

    @Override
    public JobResult handle(Job job) {
        return guard.carryOut(job, contactId -> move(job, contactId));
    }

    private JobResult move(Job job, ContactId contactId) {
        var to = new Stage(job.requireHeader("stage"));
        try {
            var entry = lifecycle.move(contactId, to, reason(job), "journey:" + job.processId());
            return entry.isPresent()
                    ? JobResult.held(Duration.ofMinutes(10))
                    : JobResult.completed(Map.of("stage", to.name(), "moved", false));
        } catch (IllegalMoveException e) {
            log.warn(
                    "Step {} of {} did not move contact {}: {}",
                    job.elementId(),
                    job.processId(),
                    contactId,
                    e.getMessage());
            return JobResult.completed(Map.of("moved", false));
        }
    }

    /** Why, with what sales said where it has decided in this journey. */
    private static String reason(Job job) {
        var reason = job.requireHeader("reason");
        return job.variables().get("reason") instanceof String said && !said.isBlank() ? reason + ": " + said : reason;
    }
}
