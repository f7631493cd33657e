package dev.trellis.handoff;

import dev.trellis.contact.Contact;
import dev.trellis.handoff.Routing.Choice;
import dev.trellis.handoff.Routing.Keeper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Gives hand-offs and tasks to people: looks up what {@link Routing} chooses from. */
@Component
class Assignments {

    private final Teams teams;
    private final Owners owners;
    private final Clock clock;

    Assignments(Teams teams, Owners owners, Clock clock) {
        this.teams = teams;
        this.owners = owners;
        this.clock = clock;
    }

    /** Chooses who gets something new about the contact. */
    Choice first(Contact contact, String team) {
        return choose(team, keepers(contact), Set.of());
    }

    /** Chooses somebody who has not had it before. Keeps nobody: whoever knows the contact has not answered. */
    Choice another(String team, Set<String> before) {
        return choose(team, List.of(), before);
    }

    private Choice choose(String team, List<Keeper> keepers, Set<String> before) {
        var known = teams.find(team);
        if (known.isEmpty()) {
            return new Choice(null, "there is no team " + team);
        }
        var now = clock.instant();
        var choice = Routing.choose(
                teams.candidates(team), keepers, before, known.get().lead(), now);
        if (choice.owner() != null) {
            teams.recordAssignment(team, choice.owner(), now);
        }
        return choice;
    }

    private List<Keeper> keepers(Contact contact) {
        var keepers = new ArrayList<Keeper>();
        owners.of(contact.id()).ifPresent(owner -> keepers.add(new Keeper(owner.email(), "owns the contact")));
        if (contact.companyId() != null) {
            owners.ofCompany(contact.companyId(), contact.id())
                    .ifPresent(owner -> keepers.add(new Keeper(owner, "owns a contact at the same company")));
        }
        return keepers;
    }
}
