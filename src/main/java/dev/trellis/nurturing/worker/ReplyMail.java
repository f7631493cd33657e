package dev.trellis.nurturing.worker;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Contact;
import dev.trellis.contact.Contacts;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailRequest.Recipient;
import dev.trellis.email.Emails;
import dev.trellis.handoff.Member;
import dev.trellis.handoff.Owners;
import dev.trellis.handoff.Team;
import dev.trellis.handoff.Teams;
import dev.trellis.nurturing.JourneyMessages;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Brings what a contact wrote to the person who looks after it, or, where nobody does, to whoever leads sales, or else
 * to all of sales. Answering the mail answers the contact.
 */
@Component
class ReplyMail {

    private static final String TEMPLATE = "reply-alert";

    private final Emails emails;
    private final MailFacts facts;
    private final Contacts contacts;
    private final Owners owners;
    private final Teams teams;
    private final Clock clock;

    ReplyMail(Emails emails, MailFacts facts, Contacts contacts, Owners owners, Teams teams, Clock clock) {
        this.emails = emails;
        this.facts = facts;
        this.contacts = contacts;
        this.owners = owners;
        this.teams = teams;
        this.clock = clock;
    }

    @EventListener
    void on(ActivitiesRecorded recorded) {
        var newsAfter = clock.instant().minus(JourneyMessages.STILL_NEWS);
        recorded.activities().stream()
                .filter(activity -> activity.type().equals(ActivityTypes.REPLIED))
                .filter(activity -> activity.at().isAfter(newsAfter))
                .forEach(activity -> contacts.find(activity.contactId()).ifPresent(contact -> tell(activity, contact)));
    }

    private void tell(Activity reply, Contact contact) {
        var model = new HashMap<>(facts.forUs(contact.id(), null));
        put(model, reply, "subject");
        put(model, reply, "text");
        put(model, reply, "from");
        for (var reader : readers(contact)) {
            var address = reader.address();
            emails.plan(EmailRequest.of(
                            EmailRequest.keyFor("reply-alert:" + reply.id() + ":" + address), contact.id(), TEMPLATE)
                    .to(reader)
                    // In the contact's name: its address is where an answer goes.
                    .owner(new EmailRequest.Owner(name(contact), contact.email()))
                    .inTheNameOfOwner(true)
                    .facts(model)
                    .links(facts.linksForUs(contact.id()))
                    .build());
        }
    }

    private List<Recipient> readers(Contact contact) {
        return owners.of(contact.id())
                .map(owner -> List.of(new Recipient(owner.email(), owner.name())))
                .or(() -> teams.find(Teams.SALES).map(this::of))
                .orElse(List.of());
    }

    private List<Recipient> of(Team team) {
        var lead = team.lead();
        if (lead != null) {
            var name = teams.findMember(lead).map(Member::name).orElse(null);
            return List.of(new Recipient(lead, name));
        }
        var present = team.members().stream()
                .filter(member -> !member.isAbsent(clock.instant()))
                .toList();
        return (present.isEmpty() ? team.members() : present)
                .stream()
                        .map(member -> new Recipient(member.email(), member.name()))
                        .toList();
    }

    private static void put(Map<String, Object> model, Activity reply, String name) {
        if (reply.properties().get(name) instanceof String text && !text.isBlank()) {
            model.put(name, text);
        }
    }

    private static String name(Contact contact) {
        var name = Stream.of(contact.firstName(), contact.lastName())
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(" "));
        return name.isEmpty() ? contact.email() : name;
    }
}
