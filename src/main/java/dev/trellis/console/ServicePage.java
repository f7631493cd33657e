package dev.trellis.console;

import dev.trellis.handoff.ServiceLevels;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.InvalidValueException;
import java.time.LocalDate;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How soon sales answers: by person, and by team and week. */
@Controller
class ServicePage {

    private final ServiceLevels levels;
    private final Teams teams;

    ServicePage(ServiceLevels levels, Teams teams) {
        this.levels = levels;
        this.teams = teams;
    }

    @GetMapping("/handoffs/service")
    String page(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate until,
            Model model) {
        try {
            model.addAttribute("report", levels.report(from, until));
        } catch (InvalidValueException ex) {
            model.addAttribute("report", levels.report(null, null));
            model.addAttribute("complaint", ex.getMessage());
        }
        var names = new TreeMap<String, String>();
        var labels = new TreeMap<String, String>();
        for (var team : teams.all()) {
            labels.put(team.name(), team.label());
            team.members().forEach(member -> names.put(member.email(), member.name()));
        }
        model.addAttribute("names", names);
        model.addAttribute("labels", labels);
        return "pages/service";
    }
}
