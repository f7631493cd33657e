package dev.trellis.scoring;

import dev.trellis.contact.Company;
import dev.trellis.contact.Contact;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
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
    private static final Pattern NUMBER = Pattern.compile("\\d+");

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

    /** The profile of a contact as it is. */
    public static Profile of(Contact contact, @Nullable Company company) {
        var read = new HashMap<String, String>();
        if (company != null) {
            company.attributes().forEach((name, value) -> keep(read, name, value));
        }
        contact.attributes().forEach((name, value) -> keep(read, name, value));
        return new Profile(contact.jobTitle(), contact.country(), read);
    }

    /** How many work for the company, at least: "51-200" means 51; null where nobody has told. */
    public @Nullable Long employees() {
        for (var name : List.of("employees", "companysize", "numberofemployees", "size")) {
            var value = attributes.get(name);
            var number = value == null ? null : NUMBER.matcher(value.replaceAll("[.,' ](?=\\d{3})", ""));
            if (number != null && number.find() && number.group().length() < 12) {
                return Long.valueOf(number.group());
            }
        }
        return null;
    }

    private static void read(Map<String, String> into, @Nullable String attributes) {
        if (attributes == null || attributes.equals("{}")) {
            return;
        }
        JSON.readValue(attributes, OBJECTS).forEach((name, value) -> {
            if (value != null) {
                keep(into, name, value.toString());
            }
        });
    }

    private static void keep(Map<String, String> into, String name, String value) {
        if (!value.isBlank()) {
            into.put(Objects.requireNonNull(lower(name)).replaceAll("[ _-]", ""), value);
        }
    }

    static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }
}
