package dev.trellis.console;

import dev.trellis.deal.Pipeline;
import dev.trellis.deal.PipelineEditor;
import dev.trellis.deal.PipelineStep;
import dev.trellis.deal.StepChange;
import dev.trellis.deal.StepFact;
import dev.trellis.platform.InvalidValueException;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The steps that deals go through, for those who manage sales. */
@Controller
class PipelinePage {

    private final Pipeline pipeline;
    private final PipelineEditor editor;
    private final JdbcClient jdbc;

    PipelinePage(Pipeline pipeline, PipelineEditor editor, JdbcClient jdbc) {
        this.pipeline = pipeline;
        this.editor = editor;
        this.jdbc = jdbc;
    }

    @GetMapping("/pipeline")
    String page(Model model) {
        model.addAttribute("steps", pipeline.steps());
        model.addAttribute("facts", StepFact.values());
        model.addAttribute("open", open());
        return "pages/pipeline";
    }

    @PostMapping("/pipeline")
    String put(
            @RequestParam(defaultValue = "") String name,
            @RequestParam String label,
            @RequestParam int probability,
            @RequestParam(required = false) @Nullable List<String> facts,
            @RequestParam(defaultValue = "") String confirmations,
            RedirectAttributes answer) {
        var change = new StepChange(
                label,
                null,
                probability,
                facts == null ? List.of() : facts,
                confirmations.lines().filter(line -> !line.isBlank()).toList());
        return change(answer, "Saved. It counts for every move from now on.", () -> {
            var unused = editor.put(name.isBlank() ? named(label) : name, change);
        });
    }

    @PostMapping("/pipeline/place")
    String place(@RequestParam String name, @RequestParam int position, RedirectAttributes answer) {
        return change(answer, "Moved.", () -> {
            var unused = editor.put(name, new StepChange(null, position, null, null, null));
        });
    }

    @PostMapping("/pipeline/retire")
    String retire(
            @RequestParam String name,
            @RequestParam(defaultValue = "") String moveTo,
            Principal who,
            RedirectAttributes answer) {
        return change(answer, "The step is out of the pipeline. What happened in it stays in the histories.", () -> {
            var unused = editor.retire(name, moveTo, who.getName());
        });
    }

    private static String change(RedirectAttributes answer, String done, Runnable change) {
        try {
            change.run();
            answer.addFlashAttribute("notice", done);
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.field() + " " + ex.getMessage());
        }
        return "redirect:/pipeline";
    }

    /** The name of a step from what it is called. */
    private static String named(String label) {
        return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private Map<String, Long> open() {
        var open = new TreeMap<String, Long>();
        pipeline.steps().stream().map(PipelineStep::name).forEach(step -> open.put(step, 0L));
        jdbc.sql("select step, count(*) as deals from deal where state = 'open' group by step")
                .query(row -> {
                    open.put(row.getString("step"), row.getLong("deals"));
                });
        return open;
    }
}
