package dev.trellis.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a decision table answered.
 *
 * @param rule the number of the row that matched, from 1; 0 where none did
 * @param label the row's annotation, for people; empty where it has none
 * @param outputs the row's outputs by column name
 */
public record Decision(int rule, String label, Map<String, Object> outputs) {

    private static final Decision NONE = new Decision(0, "", Map.of());

    public static Decision none() {
        return NONE;
    }

    public boolean matched() {
        return rule > 0;
    }

    public @Nullable Object get(String output) {
        return outputs.get(output);
    }

    public @Nullable String string(String output) {
        return outputs.get(output) instanceof String value ? value : null;
    }

    public @Nullable Number number(String output) {
        return outputs.get(output) instanceof Number value ? value : null;
    }
}
