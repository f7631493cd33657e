package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.Emails;
import dev.trellis.email.PlannedSend;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.handoff.Owner;
import dev.trellis.nurturing.StepGuard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the steps that send mail have in common: their headers, and how their job ends. */
@Component
class StepMail {

    /**
     * When the engine hands a job out again whose mail waits. The mail completes its job itself, so this only repairs
     * what went wrong in between.
     */
    private static final Duration LOOK_AGAIN = Duration.ofHours(12);

    private final Emails emails;
    private final Clock clock;

    StepMail(Emails emails, Clock clock) {
        this.emails = emails;
        this.clock = clock;
    }

    /** A request with everything that the step's headers say about the mail. */
    EmailRequest.Builder request(Job job, ContactId contact, String template) {
        return EmailRequest.of(job.elementInstanceKey(), contact, template)
                .job(job.key())
                .stageEntry(StepGuard.stageEntry(job))
                .deal(StepGuard.dealId(job))
                .step(job.processId(), job.elementId())
                .topic(job.header("topic"))
                .window(job.header("window"))
                .notAfter(fromNow(job.header("notAfter")))
                .onCap(OnCap.ofHeader(job.header("onCap")))
                .repeat("true".equals(job.header("repeat")));
    }

    /** Plans the mail; its job stays open until the mail has come to an end. */
    JobResult plan(EmailRequest request, Map<String, Object> outcome) {
        var send = emails.plan(request);
        return send.state().isFinal() ? JobResult.completed(with(outcome, send)) : JobResult.held(LOOK_AGAIN);
    }

    /** The contact's salesperson as a mail names it. */
    static EmailRequest.Owner named(Owner owner) {
        return new EmailRequest.Owner(owner.name(), owner.email());
    }

    private static Map<String, Object> with(Map<String, Object> outcome, PlannedSend send) {
        var variables = new HashMap<>(outcome);
        variables.put("outcome", send.state().label());
        variables.put("sendId", send.sendId().toString());
        return variables;
    }

    private @Nullable Instant fromNow(@Nullable String duration) {
        return duration == null ? null : CalendarTime.after(clock.instant(), duration);
    }
}
