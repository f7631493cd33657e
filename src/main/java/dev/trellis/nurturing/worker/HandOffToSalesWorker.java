package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.handoff.Escalation;
import dev.trellis.handoff.HandoffKind;
import dev.trellis.handoff.HandoffPriority;
import dev.trellis.handoff.HandoffRequest;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.WaitsFor;
import dev.trellis.nurturing.StepGuard;
import dev.trellis.nurturing.StepType;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Job type {@code hand-off-to-sales}: asks sales to take the contact.
 *
 * <p>The step stays open while sales decides, so that the deadlines drawn on it run; the decision completes it.
 */
@Component
class HandOffToSalesWorker implements Worker {

    private final Handoffs handoffs;
    private final StepGuard guard;

    HandOffToSalesWorker(Handoffs handoffs, StepGuard guard) {
        this.handoffs = handoffs;
        this.guard = guard;
    }

    @Override
    public String jobType() {
        return StepType.HAND_OFF_TO_SALES.jobType();
    }

    @Override
    public JobResult handle(Job job) {
        return guard.carryOut(job, contactId -> open(job, contactId));
    }

    private JobResult open(Job job, ContactId contactId) {
        var opening = handoffs.open(request(job, contactId));
        return opening.isDecided() ? JobResult.completed(opening.answer()) : JobResult.held(Duration.ofHours(12));
    }

    private static HandoffRequest request(Job job, ContactId contactId) {
        var entry = Objects.requireNonNull(
                StepGuard.stageEntry(job), "A hand-off belongs to a stage; draw it in a stage's journey");
        return new HandoffRequest(
                contactId,
                HandoffKind.of(job.requireHeader("kind")),
                entry,
                team(job),
                HandoffPriority.of(job.header("priority", HandoffPriority.NORMAL.label())),
                job.header("playbook"),
                WaitsFor.of(job.header("until", WaitsFor.DECISION.label())),
                escalation(job),
                job.key(),
                job.elementInstanceKey());
    }

    private static Escalation escalation(Job job) {
        return switch (job.header("escalate", "")) {
            case "true" -> Escalation.ANOTHER;
            case "lead" -> Escalation.LEAD;
            default -> Escalation.NONE;
        };
    }

    /** The team that the diagram names; null where it leaves that to the table. */
    private static @Nullable String team(Job job) {
        var named = job.header("team");
        return named == null || named.isBlank() ? null : named.strip();
    }
}
