package dev.trellis.console;

import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineView;
import dev.trellis.engine.ParkedJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where contacts stand in the diagrams, by the names that their authors gave the steps. */
@Component
class Positions {

    private final EngineView engine;
    private final ParkedJobs parked;
    private final Diagrams diagrams;
    private final DiagramFiles files;
    private final Recent<Map<String, Map<String, Long>>> standings = new Recent<>(Duration.ofSeconds(1), this::read);
    private final Map<String, Map<String, String>> names = new HashMap<>();

    Positions(EngineView engine, ParkedJobs parked, Diagrams diagrams, DiagramFiles files) {
        this.engine = engine;
        this.parked = parked;
        this.diagrams = diagrams;
        this.files = files;
    }

    /** The steps of a process at which somebody stands, the fullest first. */
    List<Step> of(Diagram diagram) {
        var contacts = standings.get().getOrDefault(diagram.processId(), Map.of());
        var stuck = new HashMap<String, Long>();
        parked.groups().stream()
                .filter(group -> group.processId().equals(diagram.processId()))
                .forEach(group -> stuck.merge(group.elementId(), group.jobs(), Long::sum));
        var elements = new HashSet<>(contacts.keySet());
        elements.addAll(stuck.keySet());
        return elements.stream()
                .map(element -> new Step(
                        element,
                        name(diagram.processId(), element),
                        Math.max(contacts.getOrDefault(element, 0L), stuck.getOrDefault(element, 0L)),
                        stuck.getOrDefault(element, 0L)))
                .sorted(Comparator.comparingLong(Step::contacts).reversed().thenComparing(Step::name))
                .toList();
    }

    /** Where a contact stands, journeys rather than the map that called them, each with when it goes on by itself. */
    List<Place> ofContact(UUID contact) {
        var timers = engine.timers(contact);
        var places = new ArrayList<Place>();
        for (var position : engine.positions(contact)) {
            if (position.processId().equals(DiagramFiles.MAP)
                    && position.elementId().startsWith("journey-")) {
                continue;
            }
            var dueAt = timers.stream()
                    .filter(timer -> timer.processId().equals(position.processId()))
                    .map(EngineView.DueTimer::dueAt)
                    .findFirst()
                    .orElse(null);
            places.add(new Place(
                    position.processId(),
                    processName(position.processId()),
                    name(position.processId(), position.elementId()),
                    dueAt));
        }
        return places;
    }

    /** Whether the engine tells where contacts stand at all. */
    boolean areKnown() {
        return engine.isAvailable();
    }

    /** Why this is not the whole truth; null where it is. */
    @Nullable
    String limitation() {
        return engine.limitation().orElse(null);
    }

    private Map<String, Map<String, Long>> read() {
        var found = new HashMap<String, Map<String, Long>>();
        engine.standings()
                .forEach(standing -> found.computeIfAbsent(standing.processId(), process -> new LinkedHashMap<>())
                        .merge(standing.elementId(), standing.instances(), Long::sum));
        return found;
    }

    private String processName(String processId) {
        return diagrams.all().stream()
                .filter(diagram -> diagram.processId().equals(processId))
                .map(Diagram::name)
                .findFirst()
                .orElse(processId);
    }

    private String name(String processId, String elementId) {
        Map<String, String> known;
        synchronized (names) {
            known = names.computeIfAbsent(processId, this::readNames);
        }
        var name = known.get(elementId);
        return name == null || name.isBlank() ? elementId : name;
    }

    private Map<String, String> readNames(String processId) {
        return files.xml(processId).map(ElementNames::read).orElse(Map.of());
    }

    /** A step of a process and how many contacts stand at it. */
    public record Step(String elementId, String name, long contacts, long parked) {}

    /** Where a contact stands. */
    public record Place(
            String processId,
            String process,
            String step,
            @Nullable Instant dueAt) {}
}
