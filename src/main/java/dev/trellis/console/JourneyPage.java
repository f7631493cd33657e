package dev.trellis.console;

import dev.trellis.broadcast.Broadcasts;
import dev.trellis.engine.Diagram;
import dev.trellis.nurturing.JourneyStarts;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;

/** One journey, with how many contacts stand at which of its steps. */
@Controller
class JourneyPage {

    private final DiagramFiles diagrams;
    private final Positions positions;
    private final JourneyStarts starts;
    private final Broadcasts broadcasts;
    private final JsonMapper json;

    JourneyPage(
            DiagramFiles diagrams, Positions positions, JourneyStarts starts, Broadcasts broadcasts, JsonMapper json) {
        this.diagrams = diagrams;
        this.positions = positions;
        this.starts = starts;
        this.broadcasts = broadcasts;
        this.json = json;
    }

    @GetMapping("/journeys/{process}")
    String page(@PathVariable String process, Model model) {
        var diagram = fill(process, model);
        if (JourneyStarts.isByHand(diagram)) {
            model.addAttribute("underWay", starts.isUnderWay(process));
            model.addAttribute("emails", emails(diagram));
            model.addAttribute("last", broadcasts.lastStart(process).orElse(null));
        }
        return "pages/journey";
    }

    @PostMapping("/journeys/{process}/start")
    String start(@PathVariable String process, Principal who, RedirectAttributes answer) {
        switch (starts.start(process, who.getName())) {
            case STARTED -> answer.addFlashAttribute("notice", "Started. Its mail shows under Emails, Broadcasts.");
            case UNDER_WAY ->
                answer.addFlashAttribute(
                        "complaint", "It is under way already. It can be started again when it has ended.");
            case NOT_BY_HAND, NOT_DRAWN ->
                throw new NotHereException("No diagram draws a process \"" + process + "\" that is started by hand");
        }
        return "redirect:/journeys/{process}";
    }

    @GetMapping("/live/journeys/{process}")
    String live(@PathVariable String process, Model model) {
        fill(process, model);
        return "pages/live-journey";
    }

    @GetMapping(path = "/diagrams/{process}")
    ResponseEntity<byte[]> diagram(@PathVariable String process) {
        return diagrams.xml(process)
                .map(xml -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_XML)
                        .header("Cache-Control", "no-cache")
                        .body(xml))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    /** What it sends. */
    private static List<String> emails(Diagram diagram) {
        return diagram.steps().stream()
                .map(step -> step.headers().get("template"))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private Diagram fill(String process, Model model) {
        var diagram = diagrams.find(process)
                .orElseThrow(() -> new NotHereException("No diagram draws a process \"" + process + "\""));
        var steps = positions.of(diagram);
        Map<String, Object> counts = new LinkedHashMap<>();
        steps.forEach(step -> counts.put(
                step.elementId(), Map.of("count", step.contacts(), "parked", step.parked(), "label", step.name())));
        model.addAttribute("diagram", diagram);
        model.addAttribute("byHand", JourneyStarts.isByHand(diagram));
        model.addAttribute("steps", steps);
        model.addAttribute("known", positions.areKnown());
        model.addAttribute("limitation", positions.limitation());
        model.addAttribute("counts", json.writeValueAsString(counts));
        return diagram;
    }
}
