package dev.trellis.handoff;

import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
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

    private final Teams teams;
    private final TeamEditor editor;

    TeamController(Teams teams, TeamEditor editor) {
        this.teams = teams;
        this.editor = editor;
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
    TeamView save(@RequestBody TeamChange change) {
        return TeamView.of(editor.save(change));
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
