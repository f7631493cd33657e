package dev.trellis.deal;

import dev.trellis.platform.web.Caller;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The steps of the pipeline over HTTP, and what deals lack to go on. */
@RestController
@RequestMapping("/api/deals")
class PipelineController {

    private final Pipeline pipeline;
    private final PipelineEditor editor;
    private final Deals deals;

    PipelineController(Pipeline pipeline, PipelineEditor editor, Deals deals) {
        this.pipeline = pipeline;
        this.editor = editor;
        this.deals = deals;
    }

    @GetMapping("/steps")
    List<StepView> steps() {
        return views(pipeline.steps());
    }

    @PutMapping("/steps/{name}")
    List<StepView> put(@PathVariable String name, @RequestBody StepChange change) {
        return views(editor.put(name, change));
    }

    @DeleteMapping("/steps/{name}")
    List<StepView> retire(
            @PathVariable String name, @RequestParam @Nullable String moveTo, @Nullable Principal principal) {
        return views(editor.retire(name, moveTo, Caller.name(principal)));
    }

    /** What an open deal has and lacks of all that its pipeline asks for. */
    @GetMapping("/{id}/facts")
    FactsView facts(@PathVariable UUID id) {
        var deal = deals.require(id);
        var ticks = pipeline.ticks(id).stream().collect(Collectors.toMap(Tick::confirmation, tick -> tick));
        var confirmations = pipeline.steps().stream()
                .flatMap(step -> step.confirmations().stream()
                        .map(each -> ConfirmationView.of(step, each, ticks.get(each.id()))))
                .toList();
        return new FactsView(
                deal.step(),
                pipeline.known(deal).stream().map(StepFact::label).toList(),
                confirmations,
                pipeline.missing(deal, null));
    }

    @PutMapping("/{id}/confirmations/{confirmation}")
    FactsView confirm(
            @PathVariable UUID id,
            @PathVariable long confirmation,
            @RequestBody ConfirmRequest request,
            @Nullable Principal principal) {
        pipeline.confirm(id, confirmation, request.confirmed(), Caller.name(principal));
        return facts(id);
    }

    private static List<StepView> views(List<PipelineStep> steps) {
        return steps.stream().map(StepView::of).toList();
    }

    record ConfirmRequest(boolean confirmed) {}

    /** A step as the API shows it. */
    record StepView(
            String name,
            String label,
            int position,
            int probability,
            List<String> facts,
            List<Confirmation> confirmations) {

        static StepView of(PipelineStep step) {
            return new StepView(
                    step.name(),
                    step.label(),
                    step.position(),
                    step.probability(),
                    step.facts().stream().map(StepFact::label).toList(),
                    step.confirmations());
        }
    }

    /**
     * What is known of a deal.
     *
     * @param missing all that its step and those after it ask for and is not there
     */
    record FactsView(
            String step, List<String> known, List<ConfirmationView> confirmations, List<MissingFact> missing) {}

    /** A confirmation, and who gave it. */
    record ConfirmationView(
            long id,
            String step,
            String label,
            boolean confirmed,
            @Nullable Instant at,
            @Nullable String by) {

        static ConfirmationView of(PipelineStep step, Confirmation confirmation, @Nullable Tick tick) {
            return new ConfirmationView(
                    confirmation.id(),
                    step.name(),
                    confirmation.label(),
                    tick != null,
                    tick == null ? null : tick.at(),
                    tick == null ? null : tick.actor());
        }
    }
}
