package dev.trellis.handoff;

import dev.trellis.contact.EmailAddress;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.platform.WorkingHours;
import dev.trellis.platform.web.Page;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Teams over HTTP. */
@RestController
@RequestMapping("/api/teams")
class TeamController {

    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";
    private static final int LONGEST_NAME = 60;

    private final Teams teams;
    private final LateAssignments lateAssignments;

    TeamController(Teams teams, LateAssignments lateAssignments) {
        this.teams = teams;
        this.lateAssignments = lateAssignments;
    }

    @GetMapping
    Page<TeamView> list() {
        return new Page<>(teams.all().stream().map(TeamView::of).toList(), null);
    }

    /**
     * Adds a team, or changes what is named about one that exists. Its members are those named, if any are; what waits
     * for somebody to take it is given to them.
     */
    @PutMapping
    TeamView save(@RequestBody TeamRequest request) {
        var name = request.name();
        if (name == null || !name.matches(NAME) || name.length() > LONGEST_NAME) {
            throw new InvalidValueException("name", "must be in kebab case, such as sales or sales-emea");
        }
        teams.save(request.applyTo(teams.find(name).orElseGet(() -> newTeam(name))));
        lateAssignments.giveOut();
        return TeamView.of(teams.find(name).orElseThrow());
    }

    private static Team newTeam(String name) {
        return new Team(name, name, ZoneId.of("UTC"), WorkingHours.OFFICE, null, Map.of(), List.of());
    }

    private static WorkingHours hours(String text) {
        try {
            return WorkingHours.parse(text);
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("workingHours", String.valueOf(ex.getMessage()));
        }
    }

    private static ZoneId zoneOf(String field, String id) {
        try {
            return ZoneId.of(id.strip());
        } catch (DateTimeException ex) {
            throw new InvalidValueException(field, "\"" + id + "\" is no time zone; write one such as Europe/Berlin");
        }
    }

    private static String address(String field, @Nullable String text) {
        try {
            return EmailAddress.of(text).key();
        } catch (InvalidValueException ex) {
            throw new InvalidValueException(field, String.valueOf(ex.getMessage()));
        }
    }

    record TeamRequest(
            @Nullable String name,
            @Nullable String label,
            @Nullable String zone,
            @Nullable String workingHours,
            @Nullable String lead,
            @Nullable String manager,
            @Nullable String strategy,
            @Nullable Boolean prefersAtWork,
            @Nullable Map<LocalDate, String> holidays,
            @Nullable List<MemberRequest> members) {

        Team applyTo(Team before) {
            var newLabel = Text.clean(label);
            var newZone = zone == null ? before.zone() : zoneOf("zone", zone);
            return new Team(
                    before.name(),
                    newLabel == null ? before.label() : newLabel,
                    newZone,
                    workingHours == null ? before.workingHours() : hours(workingHours),
                    lead == null ? before.lead() : person("lead", lead),
                    manager == null ? before.manager() : person("manager", manager),
                    strategy == null ? before.strategy() : strategy(strategy),
                    prefersAtWork == null ? before.prefersAtWork() : prefersAtWork,
                    holidays == null ? before.holidays() : new TreeMap<>(holidays),
                    members == null ? before.members() : members(members, newZone));
        }

        /** An address; nobody for a blank one. */
        private static @Nullable String person(String field, String text) {
            return text.isBlank() ? null : address(field, text);
        }

        private static Strategy strategy(String label) {
            try {
                return Strategy.of(label.strip());
            } catch (IllegalArgumentException ex) {
                throw new InvalidValueException("strategy", String.valueOf(ex.getMessage()));
            }
        }

        private static List<Member> members(List<MemberRequest> requests, ZoneId zone) {
            var seen = new HashSet<String>();
            var members = requests.stream().map(member -> member.toMember(zone)).toList();
            for (var member : members) {
                if (!seen.add(member.email())) {
                    throw new InvalidValueException("members", member.email() + " is named twice");
                }
            }
            return members;
        }
    }

    /**
     * A member as the API takes it.
     *
     * @param zone where the member works; as the team where it is left out
     * @param absentFrom the first day the member is away, or the instant; now where it is left out
     * @param absentUntil the day the member is back, or the instant
     */
    record MemberRequest(
            @Nullable String email,
            @Nullable String name,
            @Nullable Integer capacity,
            @Nullable String workingHours,
            @Nullable String zone,
            @Nullable String absentFrom,
            @Nullable String absentUntil) {

        Member toMember(ZoneId teamZone) {
            var address = address("members.email", email);
            if (capacity != null && capacity < 0) {
                throw new InvalidValueException("members.capacity", "must not be negative");
            }
            var known = Text.clean(name);
            var own = zone == null || zone.isBlank() ? null : zoneOf("members.zone", zone);
            var there = own == null ? teamZone : own;
            var absence = Absence.of(absentFrom, absentUntil, there);
            return new Member(
                    address,
                    known == null ? address : known,
                    capacity,
                    workingHours == null || workingHours.isBlank() ? null : hours(workingHours),
                    own,
                    absence.from(),
                    absence.until());
        }
    }

    /** A team as the API shows it. */
    record TeamView(
            String name,
            String label,
            String zone,
            String workingHours,
            @Nullable String lead,
            @Nullable String manager,
            String strategy,
            boolean prefersAtWork,
            Map<LocalDate, String> holidays,
            List<MemberView> members) {

        static TeamView of(Team team) {
            return new TeamView(
                    team.name(),
                    team.label(),
                    team.zone().getId(),
                    team.workingHours().toString(),
                    team.lead(),
                    team.manager(),
                    team.strategy().label(),
                    team.prefersAtWork(),
                    team.holidays(),
                    team.members().stream().map(MemberView::of).toList());
        }
    }

    /** A member as the API shows it. */
    record MemberView(
            String email,
            String name,
            @Nullable Integer capacity,
            @Nullable String workingHours,
            @Nullable String zone,
            @Nullable Instant absentFrom,
            @Nullable Instant absentUntil) {

        static MemberView of(Member member) {
            var hours = member.workingHours();
            var zone = member.zone();
            return new MemberView(
                    member.email(),
                    member.name(),
                    member.capacity(),
                    hours == null ? null : hours.toString(),
                    zone == null ? null : zone.getId(),
                    member.absentFrom(),
                    member.absentUntil());
        }
    }
}
