package dev.trellis.engine;

import static dev.trellis.platform.UtcTime.utc;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What some lines of the spool come to: for each thing the last word on it. */
final class SpoolChanges {

    record Instance(String processId, int version, @Nullable Long parentKey, OffsetDateTime since) {}

    record Position(long instanceKey, String processId, int version, String elementId, OffsetDateTime since) {}

    record Timer(long instanceKey, String elementId, OffsetDateTime dueAt) {}

    record Incident(
            long instanceKey,
            String processId,
            String elementId,
            @Nullable Long jobKey,
            String kind,
            String reason,
            OffsetDateTime since) {}

    record Contact(UUID id, OffsetDateTime since) {}

    /** Things of one kind that are there or have changed, and those that are gone. */
    static final class Changed<T> {
        final Map<Long, T> present = new LinkedHashMap<>();
        final Set<Long> gone = new HashSet<>();

        void present(long key, T thing) {
            gone.remove(key);
            present.put(key, thing);
        }

        void gone(long key) {
            present.remove(key);
            gone.add(key);
        }
    }

    final Changed<Instance> instances = new Changed<>();
    final Changed<Position> positions = new Changed<>();
    final Changed<Timer> timers = new Changed<>();
    final Changed<Incident> incidents = new Changed<>();
    final Map<Long, Contact> contacts = new LinkedHashMap<>();
    private long lastPosition;

    /** After this record's position everything is new. */
    SpoolChanges(long lastPosition) {
        this.lastPosition = lastPosition;
    }

    long lastPosition() {
        return lastPosition;
    }

    /** Reads one line: kind and sign, key, position, time, and what the kind says of itself. */
    void read(String line) {
        var fields = line.split("\t", -1);
        var position = Long.parseLong(fields[2]);
        if (position <= lastPosition) {
            return;
        }
        lastPosition = position;
        var key = Long.parseLong(fields[1]);
        var at = time(fields[3]);
        switch (fields[0]) {
            case "P+" -> instances.present(key, new Instance(text(fields[4]), number(fields[5]), keyOf(fields[6]), at));
            case "P-" -> {
                instances.gone(key);
                contacts.remove(key);
            }
            case "E+" ->
                positions.present(
                        key,
                        new Position(
                                Long.parseLong(fields[6]), text(fields[4]), number(fields[5]), text(fields[7]), at));
            case "E-" -> positions.gone(key);
            case "T+" -> timers.present(key, new Timer(Long.parseLong(fields[4]), text(fields[5]), time(fields[6])));
            case "T-" -> timers.gone(key);
            case "I+" ->
                incidents.present(
                        key,
                        new Incident(
                                Long.parseLong(fields[4]),
                                text(fields[5]),
                                text(fields[6]),
                                keyOf(fields[7]),
                                text(fields[8]),
                                text(fields[9]),
                                at));
            case "I-" -> incidents.gone(key);
            case "C+" -> {
                var contact = contact(text(fields[4]));
                if (contact != null) {
                    contacts.put(key, new Contact(contact, at));
                }
            }
            default -> throw new IllegalArgumentException("No such kind of line: " + fields[0]);
        }
    }

    private static OffsetDateTime time(String millis) {
        return utc(Instant.ofEpochMilli(Long.parseLong(millis)));
    }

    private static int number(String field) {
        return Integer.parseInt(field);
    }

    private static @Nullable Long keyOf(String field) {
        var key = Long.parseLong(field);
        return key <= 0 ? null : key;
    }

    /** The variable's value is JSON; a contact's id is a string in it. */
    private static @Nullable UUID contact(String json) {
        try {
            return json.length() == 38 && json.startsWith("\"") ? UUID.fromString(json.substring(1, 37)) : null;
        } catch (IllegalArgumentException ex) {
            return null;
        }
    }

    private static String text(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        var text = new StringBuilder(field.length());
        for (var i = 0; i < field.length(); i++) {
            var c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                i++;
                text.append(
                        switch (field.charAt(i)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> field.charAt(i);
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
