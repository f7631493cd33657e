package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.feedback.FeedbackKind;
import dev.trellis.feedback.Feedbacks;
import dev.trellis.nurturing.StepGuard;
import dev.trellis.nurturing.StepType;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Job type {@code ask-feedback}: asks how it goes, with a link of the contact's own to answer by. */
@Component
class AskFeedbackWorker implements Worker {

    private final Feedbacks feedbacks;
    private final StepMail mail;
    private final StepGuard guard;

    AskFeedbackWorker(Feedbacks feedbacks, StepMail mail, StepGuard guard) {
        this.feedbacks = feedbacks;
        this.mail = mail;
        this.guard = guard;
    }

    @Override
    public String jobType() {
        return StepType.ASK_FEEDBACK.jobType();
    }

    @Override
    public JobResult handle(Job job) {
        return guard.carryOut(job, contactId -> ask(job, contactId));
    }

    private JobResult ask(Job job, ContactId contact) {
        var kind = FeedbackKind.of(job.header("kind", FeedbackKind.NPS.label()));
        var feedback = feedbacks.request(contact, kind, job.elementInstanceKey());
        var request = mail.request(job, contact, job.header("template", "nps-ask"))
                .links(Map.of("feedback", feedbacks.linkOf(feedback)))
                .build();
        return mail.plan(request, Map.of("feedbackId", feedback.id().toString()));
    }
}
