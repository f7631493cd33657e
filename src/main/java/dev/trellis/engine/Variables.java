package dev.trellis.engine;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Process variables as the JSON the engine keeps. */
final class Variables {

    /** Beyond this a variable holds data, not facts, and every one of a million waiting contacts would carry it. */
    static final int MOST_BYTES = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private Variables() {}

    /**
     * Writes variables for the engine.
     *
     * @throws IllegalArgumentException if they are too large, naming the largest
     */
    static String write(Map<String, Object> variables) {
        if (variables.isEmpty()) {
            return "{}";
        }
        var json = JSON.writeValueAsString(variables);
        if (json.length() > MOST_BYTES / 4 && json.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("Process variables may take up to " + MOST_BYTES / 1024
                    + " KB together; these take " + json.length() / 1024 + " KB, most of it in " + largest(variables));
        }
        return json;
    }

    static Map<String, Object> read(String json) {
        if (json.isBlank()) {
            return Map.of();
        }
        try {
            return JSON.readValue(json, MAP);
        } catch (JacksonException ex) {
            throw new IllegalArgumentException("The engine sent variables that are no JSON object", ex);
        }
    }

    private static String largest(Map<String, Object> variables) {
        var name = "";
        var most = -1;
        for (var entry : variables.entrySet()) {
            var length = JSON.writeValueAsString(entry.getValue()).length();
            if (length > most) {
                most = length;
                name = entry.getKey();
            }
        }
        return name;
    }
}
