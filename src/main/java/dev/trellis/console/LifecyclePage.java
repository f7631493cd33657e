package dev.trellis.console;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The map of all journeys with how many contacts stand where. */
@Controller
class LifecyclePage {

    private final Overview overview;
    private final Condition condition;
    private final DiagramFiles diagrams;

    LifecyclePage(Overview overview, Condition condition, DiagramFiles diagrams) {
        this.overview = overview;
        this.condition = condition;
        this.diagrams = diagrams;
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
        model.addAttribute("now", overview.now());
        model.addAttribute("parts", condition.parts());
    }
}
