package dev.trellis.handoff;

import dev.trellis.contact.Contact;
import dev.trellis.handoff.Routing.Choice;
import dev.trellis.handoff.Routing.Keeper;
import dev.trellis.handoff.Routing.Wanted;
import dev.trellis.platform.WorkingTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives hand-offs and tasks to people: looks up what {@link Routing} chooses from.
 *
 * <p>One transaction at a time gives out what comes to a team, also where several instances run, so each sees what the
 * one before gave to whom. Locks are taken in this order, and nothing before it is locked once a later one is: contacts
 * by id, then teams by name ({@link Teams#roster}), then the rows of hand-offs and tasks. Nobody locks members, and how
 * much each has is kept without any lock ({@link Loads}).
 */
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

    /** Chooses who gets something new about the contact, to be done within so much working time. */
    Choice first(Contact contact, String team, WorkingTime within) {
        return choose(team, new Wanted(keepers(contact), Set.of(), within));
    }

    /** Chooses somebody who has not had it before. Keeps nobody: whoever knows the contact has not answered. */
    Choice another(String team, Set<String> before, WorkingTime within) {
        return choose(team, new Wanted(List.of(), before, within));
    }

    /** The lead of the team; null if there is none, the lead has it already, or is away. */
    @Nullable
    Choice lead(String team, @Nullable String holder) {
        var roster = teams.roster(team, clock.instant());
        var lead = roster.map(known -> known.team().lead()).orElse(null);
        return lead == null || lead.equals(holder) || roster.get().leadIsAway()
                ? null
                : new Choice(lead, "leads the team; nobody has answered");
    }

    private Choice choose(String team, Wanted wanted) {
        var now = clock.instant();
        var roster = teams.roster(team, now);
        if (roster.isEmpty()) {
            return new Choice(null, "there is no team " + team);
        }
        var choice = Routing.choose(roster.get(), wanted, now);
        if (choice.owner() != null) {
            teams.recordTurn(team, choice.owner(), now);
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
