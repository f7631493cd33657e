package dev.trellis.nurturing;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.engine.EngineView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Where a contact stands in the engine. Its journeys end with it, so nothing of this is moved. */
@Component
class PositionRecords implements ContactRecords {

    private final EngineView engine;

    PositionRecords(EngineView engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return "positions";
    }

    @Override
    public Set<String> tables() {
        return Set.of("engine_instance");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return engine.positions(contact.value()).stream()
                .map(position -> Map.<String, Object>of(
                        "since", position.since().toString(),
                        "process", position.processId(),
                        "step", position.elementId()))
                .toList();
    }

    @Override
    public void erase(ContactId contact) {
        engine.forget(contact.value());
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        engine.forget(merged.value());
    }
}
