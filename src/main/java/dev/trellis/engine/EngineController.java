package dev.trellis.engine;

import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Shows where the engine is stuck and what it refused, and lets both be tried again. */
@RestController
@RequestMapping("/api")
class EngineController {

    private final EngineView engine;

    EngineController(EngineView engine) {
        this.engine = engine;
    }

    @GetMapping("/incidents")
    Page<IncidentView> incidents(@RequestParam @Nullable Integer limit, @RequestParam @Nullable String after) {
        if (!engine.isAvailable()) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_IMPLEMENTED, engine.limitation().orElse("This engine does not tell its incidents."));
        }
        var most = Page.limit(limit);
        return KeyCursor.page(
                engine.incidents(most + 1, KeyCursor.parse(after)), most, EngineView.Incident::key, IncidentView::of);
    }

    @PostMapping("/incidents/{key}/resolve")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void resolve(@PathVariable long key) {
        engine.resolveIncident(key).ifPresent(problem -> {
            throw new ResponseStatusException(HttpStatus.CONFLICT, problem);
        });
    }

    @GetMapping("/undelivered-commands")
    Page<UndeliveredView> undelivered(@RequestParam @Nullable Integer limit, @RequestParam @Nullable String after) {
        var most = Page.limit(limit);
        return KeyCursor.page(
                engine.undelivered(most + 1, KeyCursor.parse(after)),
                most,
                UndeliveredCommand::id,
                UndeliveredView::of);
    }

    @PostMapping("/undelivered-commands/{id}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void deliverAgain(@PathVariable long id) {
        if (!engine.deliverAgain(id)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No command with the id " + id + " is set aside.");
        }
    }

    /** An incident with its keys as text: they are larger than the whole numbers JavaScript knows. */
    record IncidentView(
            String key,
            String kind,
            String reason,
            String processId,
            String elementId,
            String processInstanceKey,
            @Nullable UUID contactId,
            Instant since) {

        static IncidentView of(EngineView.Incident incident) {
            return new IncidentView(
                    Long.toString(incident.key()),
                    incident.kind(),
                    incident.reason(),
                    incident.processId(),
                    incident.elementId(),
                    Long.toString(incident.processInstanceKey()),
                    incident.contactId(),
                    incident.since());
        }
    }

    /** A command set aside, with the key it is about as text for the same reason. */
    record UndeliveredView(
            long id,
            String kind,
            @Nullable String targetKey,
            @Nullable String messageName,
            @Nullable String correlationKey,
            String problem,
            Instant since) {

        static UndeliveredView of(UndeliveredCommand command) {
            var target = command.targetKey();
            return new UndeliveredView(
                    command.id(),
                    command.kind(),
                    target == null ? null : target.toString(),
                    command.messageName(),
                    command.correlationKey(),
                    command.problem(),
                    command.since());
        }
    }
}
