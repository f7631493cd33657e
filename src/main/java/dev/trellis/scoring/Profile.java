package dev.trellis.scoring;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a fit is judged by.
 *
 * @param attributes the company's attributes and the contact's own, which win, by their names in lower case without
 *     spaces, hyphens and underscores
 */
public record Profile(@Nullable String jobTitle, @Nullable String country, Map<String, String> attributes) {

    /** Nothing is known. */
    public static final Profile EMPTY = new Profile(null, null, Map.of());

    private static final TypeReference<Map<String, @Nullable Object>> OBJECTS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The profile of a contact, with attributes as they are stored. */
    public static Profile of(
            @Nullable String jobTitle,
            @Nullable String country,
            @Nullable String companyAttributes,
            @Nullable String attributes) {
        var read = new HashMap<String, String>();
        read(read, companyAttributes);
        read(read, attributes);
        return new Profile(jobTitle, country, read);
    }

    private static void read(Map<String, String> into, @Nullable String attributes) {
        if (attributes == null || attributes.equals("{}")) {
            return;
        }
        JSON.readValue(attributes, OBJECTS).forEach((name, value) -> {
            if (value != null && !value.toString().isBlank()) {
                into.put(Objects.requireNonNull(lower(name)).replaceAll("[ _-]", ""), value.toString());
            }
        });
    }

    static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }
}
