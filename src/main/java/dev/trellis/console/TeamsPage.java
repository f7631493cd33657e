package dev.trellis.console;

import dev.trellis.handoff.MemberChange;
import dev.trellis.handoff.RoutingTable;
import dev.trellis.handoff.Strategy;
import dev.trellis.handoff.TeamChange;
import dev.trellis.handoff.TeamEditor;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import java.security.Principal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who gets what is handed off: the teams, their people, when they work, and who is away. */
@Controller
class TeamsPage {

    private final Teams teams;
    private final TeamEditor editor;
    private final RoutingTable routing;
    private final Clock clock;

    TeamsPage(Teams teams, TeamEditor editor, RoutingTable routing, Clock clock) {
        this.teams = teams;
        this.editor = editor;
        this.routing = routing;
        this.clock = clock;
    }

    @GetMapping("/teams")
    String page(Principal who, Model model) {
        var self = address(who);
        model.addAttribute("teams", teams.all());
        model.addAttribute("loads", teams.loads());
        model.addAttribute("strategies", Strategy.values());
        model.addAttribute("warnings", routing.warnings());
        model.addAttribute("now", clock.instant());
        model.addAttribute("self", self);
        for (var team : teams.all()) {
            for (var member : team.members()) {
                if (member.email().equals(self)) {
                    model.addAttribute("me", member);
                    model.addAttribute("myZone", Objects.requireNonNullElse(member.zone(), team.zone()));
                }
            }
        }
        return "pages/teams";
    }

    @PostMapping("/teams")
    String save(
            @RequestParam String name,
            @RequestParam(defaultValue = "") String label,
            @RequestParam String zone,
            @RequestParam String workingHours,
            @RequestParam(defaultValue = "") String lead,
            @RequestParam(defaultValue = "") String manager,
            @RequestParam String strategy,
            @RequestParam(defaultValue = "false") boolean prefersAtWork,
            @RequestParam(defaultValue = "") String holidays,
            RedirectAttributes answer) {
        return change(
                answer,
                "Saved. It counts for what comes from now on.",
                () -> editor.save(new TeamChange(
                        name.strip(),
                        label,
                        zone,
                        workingHours,
                        lead,
                        manager,
                        strategy,
                        prefersAtWork,
                        holidays(holidays),
                        null)));
    }

    @PostMapping("/teams/{team}/members")
    String putMember(
            @PathVariable String team,
            @RequestParam String email,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(required = false) @Nullable Integer capacity,
            @RequestParam(defaultValue = "") String workingHours,
            @RequestParam(defaultValue = "") String zone,
            @RequestParam(defaultValue = "") String absentFrom,
            @RequestParam(defaultValue = "") String absentUntil,
            RedirectAttributes answer) {
        return change(
                answer,
                "Saved.",
                () -> editor.putMember(
                        team, new MemberChange(email, name, capacity, workingHours, zone, absentFrom, absentUntil)));
    }

    @PostMapping("/teams/{team}/members/remove")
    String removeMember(@PathVariable String team, @RequestParam String email, RedirectAttributes answer) {
        return change(
                answer,
                email + " has left the team. What they have they keep until they answer it.",
                () -> editor.removeMember(team, email));
    }

    /** Whoever is signed in is away, or back. */
    @PostMapping("/teams/absence")
    String putAbsence(
            Principal who,
            @RequestParam(defaultValue = "") String absentFrom,
            @RequestParam(defaultValue = "") String absentUntil,
            RedirectAttributes answer) {
        return change(
                answer,
                absentUntil.isBlank()
                        ? "You are here: hand-offs come to you again."
                        : "You are away: hand-offs go to the others until then.",
                () -> editor.putAbsence(address(who), absentFrom, absentUntil));
    }

    private static String change(RedirectAttributes answer, String done, Runnable change) {
        return Answers.after(change, done, "/teams", answer);
    }

    /** A holiday on each line: the day, and what it is called. */
    private static Map<LocalDate, String> holidays(String text) {
        var holidays = new TreeMap<LocalDate, String>();
        for (var line :
                text.lines().map(String::strip).filter(some -> !some.isEmpty()).toList()) {
            var words = line.split("\\s+", 2);
            try {
                holidays.put(LocalDate.parse(words[0]), words.length > 1 ? words[1] : "Holiday");
            } catch (DateTimeException ex) {
                throw new InvalidValueException(
                        "holidays",
                        "\"" + line + "\" is no holiday; write a day and its name, such as 2027-01-01 New Year");
            }
        }
        return holidays;
    }

    /** What teams know them by. */
    private static String address(Principal who) {
        var owner = Sight.of(who).owner();
        return (owner == null ? who.getName() : owner).toLowerCase(Locale.ROOT);
    }
}
