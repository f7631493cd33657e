package dev.trellis.nurturing.worker;

import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailRequest.Recipient;
import dev.trellis.email.Emails;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffAssigned;
import dev.trellis.handoff.HandoffKind;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Teams;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells people about the hand-offs they are given after the diagram's own alert has gone to whoever stood in. */
@Component
class HandoffMail {

    private final Emails emails;
    private final MailFacts facts;
    private final Teams teams;
    private final Handoffs handoffs;

    HandoffMail(Emails emails, MailFacts facts, Teams teams, Handoffs handoffs) {
        this.emails = emails;
        this.facts = facts;
        this.teams = teams;
        this.handoffs = handoffs;
    }

    /** Writes to each new owner, once for each time it changes hands. */
    @EventListener
    void on(HandoffAssigned assigned) {
        assigned.handoffs().forEach(this::tellOwner);
    }

    private void tellOwner(Handoff handoff) {
        var owner = handoff.owner();
        if (owner == null) {
            return;
        }
        var contact = handoff.contactId();
        var name = teams.findMember(owner).map(member -> member.name()).orElse(null);
        var change = handoffs.history(handoff.id()).size();
        var key = EmailRequest.keyFor("handoff-assigned:" + handoff.id() + ":" + change);
        emails.plan(EmailRequest.of(key, contact, template(handoff.kind()))
                .to(new Recipient(owner, name))
                .facts(facts.forUs(contact, null))
                .links(facts.linksForUs(contact, owner))
                .build());
    }

    /** The template that the diagrams' own alerts use. */
    private static String template(HandoffKind kind) {
        return kind == HandoffKind.SQL ? "closer-alert" : "handoff-alert";
    }
}
