package dev.trellis.nurturing.worker;

import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailRequest.Recipient;
import dev.trellis.email.Emails;
import dev.trellis.handoff.Task;
import dev.trellis.handoff.Teams;
import java.util.HashMap;
import org.springframework.stereotype.Component;

/** Tells people about the tasks they are given. */
@Component
class TaskMail {

    private static final String TEMPLATE = "task-assigned";

    private final Emails emails;
    private final MailFacts facts;
    private final Teams teams;

    TaskMail(Emails emails, MailFacts facts, Teams teams) {
        this.emails = emails;
        this.facts = facts;
        this.teams = teams;
    }

    /** Writes to the task's owner, once for each task. */
    void tellOwner(Task task) {
        var owner = task.owner();
        if (owner == null) {
            return;
        }
        var model = new HashMap<>(facts.forUs(task.contactId(), null));
        model.put("kind", task.kind().label());
        model.put("title", task.title());
        model.put("dueAt", facts.moment(task.dueAt(), task.team()));
        if (task.note() != null) {
            model.put("note", task.note());
        }
        var name = teams.findMember(owner).map(member -> member.name()).orElse(null);
        emails.plan(EmailRequest.of(EmailRequest.keyFor("task-assigned:" + task.id()), task.contactId(), TEMPLATE)
                .to(new Recipient(owner, name))
                .facts(model)
                .links(facts.linksForUs(task.contactId()))
                .build());
    }
}
