package dev.trellis.engine.exporter;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What happened since the last write. What began and ended within it is forgotten. */
final class Batch {

    /** One thing of the engine: its kind (P process, E element, T timer, I incident, C contact) and its key. */
    private record Thing(char kind, long key) {}

    private record Change(boolean begins, boolean wasThereBefore, Line line) {}

    private final Map<Thing, Change> changes = new LinkedHashMap<>();

    /** Something is there from now on. */
    void begin(char kind, long key, Line line) {
        put(kind, key, line, false);
    }

    /** Something that was there has other properties from now on. */
    void change(char kind, long key, Line line) {
        put(kind, key, line, true);
    }

    private void put(char kind, long key, Line line, boolean existed) {
        var thing = new Thing(kind, key);
        var earlier = changes.remove(thing);
        var wasThereBefore = earlier == null ? existed : earlier.wasThereBefore;
        changes.put(thing, new Change(true, wasThereBefore, line));
    }

    /** Something is no longer there. */
    void end(char kind, long key, Line line) {
        var thing = new Thing(kind, key);
        var earlier = changes.remove(thing);
        if (kind == 'P') {
            changes.remove(new Thing('C', key));
        }
        if (earlier == null || earlier.wasThereBefore) {
            changes.put(thing, new Change(false, true, line));
        }
    }

    int size() {
        return changes.size();
    }

    void clear() {
        changes.clear();
    }

    /** One line for each change: kind, {@code +} or {@code -}, key, and the fields. */
    byte[] bytes() {
        var text = new StringBuilder(changes.size() * 96);
        changes.forEach((thing, change) -> text.append(thing.kind())
                .append(change.begins() ? '+' : '-')
                .append('\t')
                .append(thing.key())
                .append('\t')
                .append(change.line())
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
