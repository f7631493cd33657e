package dev.trellis.contact;

import dev.trellis.platform.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The JSON columns. */
@Component
class Json {

    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Object>> OBJECTS = new TypeReference<>() {};
    private static final String EMPTY = "{}";

    private final JsonMapper mapper = JsonMapper.builder().build();

    String write(Map<?, ?> values) {
        return values.isEmpty() ? EMPTY : mapper.writeValueAsString(storable(values));
    }

    Map<String, String> strings(String json) {
        return json.equals(EMPTY) ? Map.of() : mapper.readValue(json, STRINGS);
    }

    Map<String, Object> objects(String json) {
        return json.equals(EMPTY) ? Map.of() : mapper.readValue(json, OBJECTS);
    }

    private static @Nullable Object storable(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> Text.storable(text);
            case Map<?, ?> map -> {
                var result = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, entry) -> result.put(Text.storable(String.valueOf(key)), storable(entry)));
                yield result;
            }
            case List<?> list -> {
                var result = new ArrayList<@Nullable Object>(list.size());
                list.forEach(entry -> result.add(storable(entry)));
                yield result;
            }
            default -> value;
        };
    }
}
