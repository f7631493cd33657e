package dev.trellis.console;

import dev.trellis.embedded.Mailbox;
import dev.trellis.engine.ParkedJobs;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.json.JsonMapper;

/** The map of all journeys with how many contacts stand where. */
@Controller
class LifecyclePage {

    private final Overview overview;
    private final Condition condition;
    private final DiagramFiles diagrams;
    private final ParkedJobs parked;
    private final ObjectProvider<Mailbox> mailbox;
    private final JsonMapper json;

    LifecyclePage(
            Overview overview,
            Condition condition,
            DiagramFiles diagrams,
            ParkedJobs parked,
            ObjectProvider<Mailbox> mailbox,
            JsonMapper json) {
        this.overview = overview;
        this.condition = condition;
        this.diagrams = diagrams;
        this.parked = parked;
        this.mailbox = mailbox;
        this.json = json;
    }

    @GetMapping("/")
    String page(Model model) {
        fill(model);
        model.addAttribute("map", diagrams.find(DiagramFiles.MAP).orElse(null));
        return "pages/lifecycle";
    }

    @GetMapping("/live/lifecycle")
    String live(Model model) {
        fill(model);
        return "pages/live-lifecycle";
    }

    private void fill(Model model) {
        var now = overview.now();
        var stuck = new HashMap<String, Long>();
        parked.groups().forEach(group -> stuck.merge(group.processId(), group.jobs(), Long::sum));
        Map<String, Object> counts = new LinkedHashMap<>();
        now.stages().stream()
                .filter(stage -> !stage.journey().isEmpty())
                .forEach(stage -> counts.put(
                        "journey-" + stage.name(),
                        Map.of(
                                "count", stage.contacts(),
                                "parked", stuck.getOrDefault(stage.journey(), 0L),
                                "label", stage.label(),
                                "href", "/journeys/" + stage.journey())));
        model.addAttribute("now", now);
        model.addAttribute("counts", json.writeValueAsString(counts));
        model.addAttribute("parts", condition.parts());
        model.addAttribute("captured", mailbox.getIfAvailable() != null);
    }
}
