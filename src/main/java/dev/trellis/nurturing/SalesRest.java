package dev.trellis.nurturing;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Complaints;
import dev.trellis.contact.ContactId;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffAccepted;
import dev.trellis.handoff.HandoffKind;
import dev.trellis.handoff.HandoffQualified;
import dev.trellis.handoff.HandoffRejected;
import dev.trellis.handoff.HandoffReturned;
import dev.trellis.handoff.HandoffState;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Holdings;
import dev.trellis.handoff.TaskKind;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.Stage;
import dev.trellis.nurturing.RestingSteps.Resting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Lets the steps of journeys that sell wait while their contact has an open complaint: hand-offs, tasks, and what
 * reminds or escalates. A timer that is drawn on a hand-off cannot be stopped in the engine, so what it leads to waits
 * for the working time that the complaint took from it.
 */
@Component
public class SalesRest {

    /** What waits is woken; this only repairs what went wrong in between. */
    private static final Duration LOOK_AGAIN = Duration.ofHours(12);

    /** What follows a step so soon belongs to the same timer, and that has waited already. */
    private static final Duration AT_ONCE = Duration.ofMinutes(5);

    private static final Set<Stage> CUSTOMERS = Set.of(Stage.CUSTOMER, Stage.EVANGELIST);
    private static final Set<String> COLLEAGUES = Set.of("owner", "manager");

    private final Complaints complaints;
    private final RestingSteps steps;
    private final Handoffs handoffs;
    private final Holdings holdings;
    private final Lifecycle lifecycle;
    private final EngineOutbox outbox;
    private final Clock clock;

    SalesRest(
            Complaints complaints,
            RestingSteps steps,
            Handoffs handoffs,
            Holdings holdings,
            Lifecycle lifecycle,
            EngineOutbox outbox,
            Clock clock) {
        this.complaints = complaints;
        this.steps = steps;
        this.handoffs = handoffs;
        this.holdings = holdings;
        this.lifecycle = lifecycle;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Whether the task that a step creates is about selling: what its header says, else its kind. */
    public static boolean sells(Job job) {
        var said = job.header("sells");
        return said == null ? TaskKind.of(job.requireHeader("kind")).sells() : said.equals("true");
    }

    /** The hand-off to sell that the step belongs to; null where it belongs to none. */
    public @Nullable UUID handoffOf(Job job, ContactId contact) {
        var handoff = handoff(job, contact);
        return handoff == null ? null : handoff.id();
    }

    /** What comes of the step instead of being carried out; empty where nothing stands in its way. */
    Optional<JobResult> before(Job job, ContactId contact) {
        var type = StepType.of(job.type()).orElse(null);
        // This is asked at every step of every journey, and hardly anybody complains.
        if (type == null || !mayRest(type, job) || !complaints.wereMadeBy(contact)) {
            return Optional.empty();
        }
        var handoff = handoff(job, contact);
        var concerns = concerns(type, job, contact, handoff);
        var known = handoff == null && !concerns ? Optional.<Resting>empty() : steps.find(job);
        if (known.isEmpty() && !concerns) {
            return Optional.empty();
        }
        var now = clock.instant();
        var state = handoff == null ? null : handoff.state().label();
        if (known.isPresent() && !Objects.equals(known.get().handoffState(), state)) {
            steps.goOn(job, now);
            return isAbout(type) ? Optional.of(settled(type)) : Optional.empty();
        }
        var resting = known.orElseGet(() -> new Resting(state, now));
        if (complaints.openOf(contact).isPresent()) {
            steps.rest(job, contact, resting);
            return Optional.of(JobResult.held(LOOK_AGAIN));
        }
        var due = due(job, handoff, resting.cameAt());
        if (due.isAfter(now)) {
            steps.rest(job, contact, resting);
            return Optional.of(JobResult.held(Duration.between(now, due)));
        }
        if (known.isPresent()) {
            steps.goOn(job, now);
        }
        return Optional.empty();
    }

    @EventListener
    void on(ActivitiesRecorded recorded) {
        wake(recorded.activities().stream()
                .filter(activity -> activity.type().equals(ActivityTypes.COMPLAINT_CLOSED))
                .map(activity -> activity.contactId())
                .collect(Collectors.toSet()));
    }

    @EventListener
    void on(HandoffAccepted accepted) {
        wake(contacts(accepted.handoffs()));
    }

    @EventListener
    void on(HandoffRejected rejected) {
        wake(contacts(rejected.handoffs()));
    }

    @EventListener
    void on(HandoffQualified qualified) {
        wake(contacts(qualified.handoffs()));
    }

    @EventListener
    void on(HandoffReturned returned) {
        wake(contacts(returned.handoffs()));
    }

    private void wake(Collection<ContactId> contacts) {
        contacts.forEach(contact -> steps.jobs(contact).forEach(outbox::redeliver));
    }

    private static Set<ContactId> contacts(Collection<Handoff> handoffs) {
        return handoffs.stream().map(Handoff::contactId).collect(Collectors.toSet());
    }

    /** Whether a step of this kind is about selling at all. */
    private static boolean mayRest(StepType type, Job job) {
        return switch (type) {
            case CREATE_TASK -> sells(job);
            case HAND_OFF_TO_SALES -> HandoffKind.of(job.requireHeader("kind")).isSale();
            case SEND_EMAIL -> StepGuard.stageEntry(job) != null && COLLEAGUES.contains(job.header("to", ""));
            case LOOK_UP_CONTACT -> StepGuard.stageEntry(job) != null;
            default -> false;
        };
    }

    /** Whether the step would ask something of sales now, or begin to count its time. */
    private boolean concerns(StepType type, Job job, ContactId contact, @Nullable Handoff handoff) {
        return switch (type) {
            case CREATE_TASK -> true;
            // What is accepted or decided is only answered.
            case HAND_OFF_TO_SALES -> handoff == null || handoff.state() == HandoffState.OPEN;
            case SEND_EMAIL -> !isCustomer(contact);
            default ->
                !isCustomer(contact)
                        && (handoff == null ? countsTime(job) : handoff.state().isPending());
        };
    }

    private static boolean countsTime(Job job) {
        return job.headers().keySet().stream().anyMatch(name -> name.startsWith("due."));
    }

    private boolean isCustomer(ContactId contact) {
        return lifecycle
                .find(contact)
                .filter(state -> CUSTOMERS.contains(state.stage()))
                .isPresent();
    }

    /** The latest hand-off to sell of the stage entry that the step belongs to. */
    private @Nullable Handoff handoff(Job job, ContactId contact) {
        var entry = StepGuard.stageEntry(job);
        return entry == null
                ? null
                : handoffs.of(contact).stream()
                        .filter(each ->
                                each.stageEntry() == entry && each.kind().isSale())
                        .max(Comparator.comparing(Handoff::id))
                        .orElse(null);
    }

    /** Only what is said about a hand-off is without use once that has moved on; the rest decides by itself. */
    private static boolean isAbout(StepType type) {
        return type == StepType.SEND_EMAIL || type == StepType.CREATE_TASK;
    }

    private static JobResult settled(StepType type) {
        return JobResult.completed(
                type == StepType.SEND_EMAIL
                        ? Map.of("outcome", "cancelled", "sendId", "")
                        : Map.of("taskId", "", "skipped", true));
    }

    private Instant due(Job job, @Nullable Handoff handoff, Instant cameAt) {
        return handoff == null || !handoff.state().isPending() || steps.wentOn(job, cameAt.minus(AT_ONCE), cameAt)
                ? cameAt
                : holdings.afterPauses(handoff, cameAt);
    }
}
