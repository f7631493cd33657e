package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.handoff.NewTask;
import dev.trellis.handoff.Task;
import dev.trellis.handoff.TaskKind;
import dev.trellis.handoff.Tasks;
import dev.trellis.handoff.Teams;
import dev.trellis.nurturing.SalesRest;
import dev.trellis.nurturing.StepGuard;
import dev.trellis.nurturing.StepType;
import dev.trellis.platform.WorkingTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Job type {@code create-task}: gives somebody something to do and goes on. */
@Component
class CreateTaskWorker implements Worker {

    private static final String TOMORROW = "P1D";
    private static final String NOTE = "taskNote";

    private final Tasks tasks;
    private final TaskMail mail;
    private final StepGuard guard;
    private final SalesRest rest;

    CreateTaskWorker(Tasks tasks, TaskMail mail, StepGuard guard, SalesRest rest) {
        this.tasks = tasks;
        this.mail = mail;
        this.guard = guard;
        this.rest = rest;
    }

    @Override
    public String jobType() {
        return StepType.CREATE_TASK.jobType();
    }

    @Override
    public List<String> variables() {
        return List.of("contactId", "stageEntry", "dealId", "quoteId", "expiresAt", NOTE);
    }

    @Override
    public JobResult handle(Job job) {
        return guard.carryOut(job, contactId -> {
            var task = tasks.open(task(job, contactId));
            task.ifPresent(mail::tellOwner);
            return JobResult.completed(
                    task.map(CreateTaskWorker::created).orElseGet(() -> Map.of("taskId", "", "skipped", true)));
        });
    }

    private NewTask task(Job job, ContactId contactId) {
        return new NewTask(
                        contactId,
                        TaskKind.of(job.requireHeader("kind")),
                        job.requireHeader("title"),
                        note(job),
                        job.header("team", Teams.SALES),
                        WorkingTime.parse(job.header("due", TOMORROW)),
                        job.elementInstanceKey(),
                        null)
                .selling(SalesRest.sells(job))
                .ofDeal(StepGuard.dealId(job))
                .ofQuote(StepGuard.quoteId(job))
                .ofHandoff(rest.handoffOf(job, contactId));
    }

    private static @Nullable String note(Job job) {
        return job.variables().get(NOTE) instanceof String written && !written.isBlank() ? written : job.header("note");
    }

    private static Map<String, Object> created(Task task) {
        return Map.of("taskId", task.id().toString(), "skipped", false);
    }
}
