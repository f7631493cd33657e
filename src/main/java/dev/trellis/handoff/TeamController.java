package dev.trellis.handoff;

import dev.trellis.contact.EmailAddress;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.platform.WorkingHours;
import dev.trellis.platform.web.Page;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
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
            @Nullable Map<LocalDate, String> holidays,
            @Nullable List<MemberRequest> members) {

        Team applyTo(Team before) {
            var newLabel = Text.clean(label);
            var newZone = zone == null ? before.zone() : zone(zone);
            return new Team(
                    before.name(),
                    newLabel == null ? before.label() : newLabel,
                    newZone,
                    workingHours == null ? before.workingHours() : hours(workingHours),
                    lead == null ? before.lead() : address("lead", lead),
                    holidays == null ? before.holidays() : new TreeMap<>(holidays),
                    members == null ? before.members() : members(members, newZone));
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

        private static ZoneId zone(String id) {
            try {
                return ZoneId.of(id);
            } catch (DateTimeException ex) {
                throw new InvalidValueException(
                        "zone", "\"" + id + "\" is no time zone; write one such as Europe/Berlin");
            }
        }
    }

    /**
     * A member as the API takes it.
     *
     * @param absentUntil the day the member is back, or the instant
     */
    record MemberRequest(
            @Nullable String email,
            @Nullable String name,
            @Nullable Integer capacity,
            @Nullable String workingHours,
            @Nullable String absentUntil) {

        Member toMember(ZoneId zone) {
            var address = address("members.email", email);
            if (capacity != null && capacity < 0) {
                throw new InvalidValueException("members.capacity", "must not be negative");
            }
            var known = Text.clean(name);
            return new Member(
                    address,
                    known == null ? address : known,
                    capacity,
                    workingHours == null || workingHours.isBlank() ? null : hours(workingHours),
                    absentUntil == null || absentUntil.isBlank() ? null : absence(absentUntil.strip(), zone));
        }

        private static Instant absence(String text, ZoneId zone) {
            try {
                return text.contains("T")
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDate.parse(text).atStartOfDay(zone).toInstant();
            } catch (DateTimeException ex) {
                throw new InvalidValueException(
                        "members.absentUntil", "must be a day such as 2027-01-31 or an instant, not " + text);
            }
        }
    }

    /** A team as the API shows it. */
    record TeamView(
            String name,
            String label,
            String zone,
            String workingHours,
            @Nullable String lead,
            Map<LocalDate, String> holidays,
            List<MemberView> members) {

        static TeamView of(Team team) {
            return new TeamView(
                    team.name(),
                    team.label(),
                    team.zone().getId(),
                    team.workingHours().toString(),
                    team.lead(),
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
            @Nullable Instant absentUntil) {

        static MemberView of(Member member) {
            var hours = member.workingHours();
            return new MemberView(
                    member.email(),
                    member.name(),
                    member.capacity(),
                    hours == null ? null : hours.toString(),
                    member.absentUntil());
        }
    }
}
