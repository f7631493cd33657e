package dev.trellis.email;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How values travel between Java and PostgreSQL here. Many rows go as one JSON array. */
final class Columns {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Columns() {}

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    static UUID[] uuids(Collection<UUID> ids) {
        return ids.toArray(UUID[]::new);
    }

    static String json(Object value) {
        return MAPPER.writeValueAsString(storable(value));
    }

    static Map<String, Object> object(String json) {
        return MAPPER.readValue(json, OBJECT);
    }

    /** The value as JSON can hold it and PostgreSQL can store it: no NUL characters, times as text. */
    private static @Nullable Object storable(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
            case Map<?, ?> map -> {
                var result = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, entry) -> result.put(String.valueOf(key), storable(entry)));
                yield result;
            }
            case Collection<?> list -> {
                List<@Nullable Object> result = new ArrayList<>(list.size());
                list.forEach(entry -> result.add(storable(entry)));
                yield result;
            }
            case Number number -> number;
            case Boolean flag -> flag;
            default -> value.toString();
        };
    }
}
