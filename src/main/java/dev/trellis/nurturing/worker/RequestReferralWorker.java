package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.nurturing.StepGuard;
import dev.trellis.nurturing.StepType;
import dev.trellis.referral.Referrals;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Job type {@code request-referral}: gives the contact a link to share and asks it to. */
@Component
class RequestReferralWorker implements Worker {

    private final Referrals referrals;
    private final StepMail mail;
    private final StepGuard guard;

    RequestReferralWorker(Referrals referrals, StepMail mail, StepGuard guard) {
        this.referrals = referrals;
        this.mail = mail;
        this.guard = guard;
    }

    @Override
    public String jobType() {
        return StepType.REQUEST_REFERRAL.jobType();
    }

    @Override
    public JobResult handle(Job job) {
        return guard.carryOut(job, contactId -> ask(job, contactId));
    }

    private JobResult ask(Job job, ContactId contact) {
        var request = mail.request(job, contact, job.header("template", "referral-ask"))
                .links(Map.of("referral", referrals.linkOf(contact)))
                .facts(Map.of("referrals", referrals.convertedBy(contact)))
                .build();
        return mail.plan(
                request, Map.of("referralCode", referrals.codeOf(contact).toString()));
    }
}
