package dev.trellis.email.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lines of {@code name: value}, as in headers and in reports; names in any case, repeated ones in their order. */
final class Fields {

    private final List<String[]> entries = new ArrayList<>();

    /** Reads them from text; folded lines are joined, and what is no field ends nothing. */
    static Fields parse(String text) {
        var fields = new Fields();
        for (var line : text.split("\\r?\\n|\\r", -1)) {
            boolean folded = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            int colon = line.indexOf(':');
            if (folded && !fields.entries.isEmpty()) {
                var last = fields.entries.getLast();
                last[1] = (last[1] + " " + line.strip()).strip();
            } else if (colon > 0 && line.substring(0, colon).strip().matches("[!-9;-~]+")) {
                fields.add(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    void add(String name, String value) {
        entries.add(new String[] {name.strip().toLowerCase(Locale.ROOT), value.strip()});
    }

    /** The first value of this name. */
    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** The first value of this name in lower case; empty where there is none. */
    String lower(String name) {
        return first(name).orElse("").toLowerCase(Locale.ROOT);
    }

    List<String> all(String name) {
        return entries.stream()
                .filter(entry -> entry[0].equals(name))
                .map(entry -> entry[1])
                .toList();
    }

    boolean has(String name) {
        return entries.stream().anyMatch(entry -> entry[0].equals(name));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        entries.forEach(
                entry -> text.append(entry[0]).append(": ").append(entry[1]).append('\n'));
        return text.toString();
    }
}
