package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.security.Principal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tasks over HTTP. */
@RestController
@RequestMapping("/api/tasks")
class TaskController {

    private final Tasks tasks;

    TaskController(Tasks tasks) {
        this.tasks = tasks;
    }

    @GetMapping
    Page<TaskView> list(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String owner,
            @RequestParam @Nullable UUID contactId,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        var filter = new TaskFilter(
                state(state),
                owner == null || owner.isBlank() ? null : Owner.spelling(owner),
                contactId == null ? null : new ContactId(contactId));
        return tasks.page(filter, after, Page.limit(limit)).map(TaskView::of);
    }

    @PostMapping("/{id}/done")
    TaskView done(@PathVariable UUID id, @Nullable Principal principal) {
        return TaskView.of(tasks.done(id, Caller.name(principal)));
    }

    /** A call went so: in vain it is due again, until it has been tried often enough. */
    @PostMapping("/{id}/called")
    TaskView called(@PathVariable UUID id, @RequestBody Called called, @Nullable Principal principal) {
        return TaskView.of(tasks.called(
                id, CallOutcome.of(called.outcome()), called.note(), called.attempts(), Caller.name(principal)));
    }

    @ExceptionHandler
    ProblemDetail notFound(TaskNotFoundException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, String.valueOf(ex.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail closedBefore(TaskClosedException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(ex.getMessage()));
    }

    private static Task.@Nullable State state(@Nullable String label) {
        if (label == null || label.isBlank()) {
            return null;
        }
        try {
            return Task.State.of(label.strip());
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("state", "must be open, done or cancelled, not " + label);
        }
    }

    /**
     * How a call went.
     *
     * @param attempts how often it was tried before, as far as the caller knows; null not to compare
     */
    record Called(
            @Nullable String outcome,
            @Nullable String note,
            @Nullable Integer attempts) {}

    /** A task as the API shows it. */
    record TaskView(
            UUID id,
            UUID contactId,
            String kind,
            String title,
            @Nullable String note,
            String team,
            @Nullable String owner,
            Instant dueAt,
            String state,
            Instant createdAt,
            @Nullable Instant closedAt,
            @Nullable String closedBy,
            @Nullable String closedBecause,
            int attempts,
            @Nullable Instant pausedAt,
            @Nullable String pausedBecause) {

        static TaskView of(Task task) {
            return new TaskView(
                    task.id(),
                    task.contactId().value(),
                    task.kind().label(),
                    task.title(),
                    task.note(),
                    task.team(),
                    task.owner(),
                    task.dueAt(),
                    task.state().label(),
                    task.createdAt(),
                    task.closedAt(),
                    task.closedBy(),
                    task.closedBecause(),
                    task.attempts(),
                    task.isPaused() ? task.pausedAt() : null,
                    task.isPaused() ? SalesPause.BECAUSE : null);
        }
    }
}
