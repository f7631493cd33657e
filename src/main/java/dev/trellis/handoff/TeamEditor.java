package dev.trellis.handoff;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.WorkingHours;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Changes teams as people ask for it; what waits for somebody to take it is given out at once where somebody now can.
 */
@Component
public class TeamEditor {

    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";
    private static final int LONGEST_NAME = 60;

    private final Teams teams;
    private final LateAssignments lateAssignments;

    TeamEditor(Teams teams, LateAssignments lateAssignments) {
        this.teams = teams;
        this.lateAssignments = lateAssignments;
    }

    /** Adds a team, or changes what is named about one that exists. Its members are those named, if any are. */
    public Team save(TeamChange change) {
        var name = change.name();
        if (name == null || !name.matches(NAME) || name.length() > LONGEST_NAME) {
            throw new InvalidValueException("name", "must be in kebab case, such as sales or sales-emea");
        }
        return save(change.applyTo(teams.find(name).orElseGet(() -> newTeam(name))));
    }

    /** Adds a member to the team, or makes one what is said. */
    public Team putMember(String name, MemberChange change) {
        var team = require(name);
        var member = change.toMember(team.zone());
        var members = new ArrayList<Member>();
        var known = false;
        for (var each : team.members()) {
            var same = each.email().equals(member.email());
            members.add(same ? member : each);
            known |= same;
        }
        if (!known) {
            members.add(member);
        }
        return save(withMembers(team, members));
    }

    /** Takes a member out of the team. What the member has stays with the member. */
    public Team removeMember(String name, String email) {
        var team = require(name);
        var members = team.members().stream()
                .filter(member -> !member.email().equals(Owner.spelling(email)))
                .toList();
        return save(withMembers(team, members));
    }

    /**
     * Somebody is away, or is not.
     *
     * @param from the first day away; blank for now
     * @param until the day of the return; blank for not away
     */
    public Member putAbsence(String email, @Nullable String from, @Nullable String until) {
        var address = Owner.spelling(email);
        var team = teams.all().stream()
                .filter(some -> some.members().stream()
                        .anyMatch(member -> member.email().equals(address)))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException("email", email + " is in no team"));
        var member = teams.findMember(address).orElseThrow();
        var absence = Absence.of(from, until, member.zone() == null ? team.zone() : member.zone());
        teams.saveAbsence(address, absence);
        lateAssignments.giveOut();
        return teams.findMember(address).orElseThrow();
    }

    private Team save(Team team) {
        teams.save(team);
        lateAssignments.giveOut();
        return require(team.name());
    }

    private Team require(String name) {
        return teams.find(name).orElseThrow(() -> new InvalidValueException("name", "there is no team " + name));
    }

    private static Team withMembers(Team team, List<Member> members) {
        return new Team(
                team.name(),
                team.label(),
                team.zone(),
                team.workingHours(),
                team.lead(),
                team.manager(),
                team.strategy(),
                team.prefersAtWork(),
                team.holidays(),
                members);
    }

    private static Team newTeam(String name) {
        return new Team(name, name, ZoneId.of("UTC"), WorkingHours.OFFICE, null, Map.of(), List.of());
    }
}
