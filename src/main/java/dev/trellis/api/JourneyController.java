package dev.trellis.api;

import dev.trellis.email.SendingDomain;
import dev.trellis.engine.DeployedProcess;
import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineView;
import dev.trellis.engine.EngineView.Standing;
import dev.trellis.handoff.RoutingTable;
import dev.trellis.nurturing.JourneyPublication;
import dev.trellis.nurturing.JourneyStarts;
import dev.trellis.platform.web.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The journeys that run, and bringing edited ones to the engine. */
@RestController
@RequestMapping("/api/journeys")
@Tag(name = "Journeys")
class JourneyController {

    private final Diagrams diagrams;
    private final EngineView engine;
    private final JourneyPublication publication;
    private final JourneyStarts starts;
    private final SendingDomain sendingDomain;
    private final RoutingTable routing;

    JourneyController(
            Diagrams diagrams,
            EngineView engine,
            JourneyPublication publication,
            JourneyStarts starts,
            SendingDomain sendingDomain,
            RoutingTable routing) {
        this.diagrams = diagrams;
        this.engine = engine;
        this.publication = publication;
        this.starts = starts;
        this.sendingDomain = sendingDomain;
        this.routing = routing;
    }

    @GetMapping
    @Operation(summary = "What is deployed, and who stands where")
    Journeys list() {
        var deployed =
                engine.deployedProcesses().stream().collect(Collectors.toMap(DeployedProcess::processId, each -> each));
        var standing = engine.standings().stream().collect(Collectors.groupingBy(Standing::processId));
        var items = diagrams.all().stream()
                .sorted(Comparator.comparing(Diagram::processId))
                .map(diagram -> {
                    var process = deployed.get(diagram.processId());
                    return new Journey(
                            diagram.processId(),
                            diagram.name(),
                            diagram.file(),
                            process == null ? null : process.version(),
                            engine.isAvailable() ? engine.instancesByVersion(diagram.processId()) : null,
                            engine.isAvailable()
                                    ? standing.getOrDefault(diagram.processId(), List.of()).stream()
                                            .map(each -> new Step(each.elementId(), each.instances()))
                                            .toList()
                                    : null);
                })
                .toList();
        return new Journeys(items, engine.limitation().orElse(null));
    }

    @PostMapping("/publish")
    @Operation(summary = "Check the folder of diagrams and deploy what has changed")
    Published publish() {
        var items = publication.publish().stream()
                .map(process -> new Version(process.processId(), process.version(), process.file()))
                .toList();
        return new Published(
                items,
                Stream.concat(sendingDomain.warnings().stream(), routing.warnings().stream())
                        .toList());
    }

    @PostMapping("/{id}/start")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Start a process that a person starts, such as the newsletter")
    Started start(@PathVariable String id, @Nullable Principal principal) {
        return switch (starts.start(id, Caller.name(principal))) {
            case STARTED -> new Started(id);
            case UNDER_WAY ->
                throw new ResponseStatusException(
                        HttpStatus.CONFLICT, id + " is under way; it can be started again when it has ended");
            case NOT_BY_HAND ->
                throw new ResponseStatusException(
                        HttpStatus.CONFLICT,
                        id + " is not started by hand; what is begins with the message start- and its id");
            case NOT_DRAWN ->
                throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No diagram draws a process " + id);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(JourneyPublication.RefusedException refused) {
        var problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "Nothing was deployed: " + refused.getMessage() + ". Those in flight go on as before.");
        problem.setProperty("problems", refused.problems());
        return ResponseEntity.unprocessableContent().body(problem);
    }

    /** Every journey; the limitation says why who stands where is not all known. */
    record Journeys(List<Journey> items, @Nullable String limitation) {}

    /**
     * A process.
     *
     * @param version what those get who enter now; null until it is deployed
     * @param instances how many run, by version; null where the engine does not tell
     * @param standing how many stand at which element; null where the engine does not tell
     */
    record Journey(
            String id,
            String name,
            String file,
            @Nullable Integer version,
            @Nullable Map<Integer, Long> instances,
            @Nullable List<Step> standing) {}

    record Step(String elementId, long contacts) {}

    /**
     * What was deployed.
     *
     * @param warnings why the mail of these journeys may not arrive, and which teams are named that do not exist
     */
    record Published(List<Version> items, List<String> warnings) {}

    record Version(String id, int version, String file) {}

    record Started(String id) {}
}
