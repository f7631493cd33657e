package dev.trellis.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.json.JsonMapper;

/** One journey, with how many contacts stand at which of its steps. */
@Controller
class JourneyPage {

    private final DiagramFiles diagrams;
    private final Positions positions;
    private final JsonMapper json;

    JourneyPage(DiagramFiles diagrams, Positions positions, JsonMapper json) {
        this.diagrams = diagrams;
        this.positions = positions;
        this.json = json;
    }

    @GetMapping("/journeys/{process}")
    String page(@PathVariable String process, Model model) {
        fill(process, model);
        return "pages/journey";
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

    private void fill(String process, Model model) {
        var diagram = diagrams.find(process)
                .orElseThrow(() -> new NotHereException("No diagram draws a process \"" + process + "\""));
        var steps = positions.of(diagram);
        Map<String, Object> counts = new LinkedHashMap<>();
        steps.forEach(step -> counts.put(
                step.elementId(), Map.of("count", step.contacts(), "parked", step.parked(), "label", step.name())));
        model.addAttribute("diagram", diagram);
        model.addAttribute("steps", steps);
        model.addAttribute("known", positions.areKnown());
        model.addAttribute("limitation", positions.limitation());
        model.addAttribute("counts", json.writeValueAsString(counts));
    }
}
