package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailRequest.Recipient;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Team;
import dev.trellis.handoff.Teams;
import dev.trellis.nurturing.NurturingProperties;
import dev.trellis.nurturing.StepGuard;
import dev.trellis.nurturing.StepType;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Job type {@code send-email}: plans one email and stays open until it is sent or will not be.
 *
 * <p>So a contact stands at the step until the mail is gone, and a wait drawn behind it counts from the sending.
 */
@Component
class SendEmailWorker implements Worker {

    private final StepMail mail;
    private final MailFacts facts;
    private final Teams teams;
    private final NurturingProperties properties;
    private final OwnerHold hold;
    private final StepGuard guard;

    SendEmailWorker(
            StepMail mail,
            MailFacts facts,
            Teams teams,
            NurturingProperties properties,
            OwnerHold hold,
            StepGuard guard) {
        this.mail = mail;
        this.facts = facts;
        this.teams = teams;
        this.properties = properties;
        this.hold = hold;
        this.guard = guard;
    }

    @Override
    public String jobType() {
        return StepType.SEND_EMAIL.jobType();
    }

    @Override
    public JobResult handle(Job job) {
        return guard.carryOut(job, contactId -> mail.plan(request(job, contactId), Map.of()));
    }

    private EmailRequest request(Job job, ContactId contact) {
        var owner = facts.owner(contact);
        var request = mail.request(job, contact, job.requireHeader("template"))
                .owner(owner.map(StepMail::named).orElse(null))
                .inTheNameOfOwner("owner".equals(job.header("inTheNameOf")) && owner.isPresent());
        switch (job.header("to", "contact")) {
            case "owner" -> toUs(request, contact, job, ownerOrLead(owner));
            case "manager" -> toUs(request, contact, job, manager(contact, owner));
            case "marketing" -> toUs(request, contact, job, new Recipient(properties.marketingEmail(), "Marketing"));
            default -> request.facts(facts.forContact(contact, StepGuard.dealId(job)));
        }
        if ("owner".equals(job.header("hold"))) {
            request.holdUntil(hold.until(owner));
        }
        return request.build();
    }

    private void toUs(EmailRequest.Builder request, ContactId contact, Job job, Recipient recipient) {
        request.to(recipient)
                .facts(facts.forUs(contact, StepGuard.dealId(job)))
                .links(facts.linksForUs(contact, recipient.address()));
    }

    /** Who is told what the team that has the contact does not do; its lead, or sales', where no manager is named. */
    private Recipient manager(ContactId contact, Optional<Owner> owner) {
        return facts.handoff(contact)
                .flatMap(handoff -> teams.find(handoff.team()))
                .map(team -> team.manager() == null ? team.lead() : team.manager())
                .map(this::named)
                .orElseGet(() -> ownerOrLead(owner));
    }

    /** Nobody owns the contact yet: whoever leads sales has to know, or it is forgotten. */
    private Recipient ownerOrLead(Optional<Owner> owner) {
        return owner.map(known -> new Recipient(known.email(), known.name()))
                .or(() -> teams.find(Teams.SALES).map(Team::lead).map(this::named))
                .orElseGet(() -> new Recipient(properties.marketingEmail(), "Marketing"));
    }

    private Recipient named(String email) {
        return new Recipient(
                email, teams.findMember(email).map(member -> member.name()).orElse(null));
    }
}
