package dev.trellis.contact;

import dev.trellis.platform.Like;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Words that somebody looks for contacts with: each begins a name, an address or its domain ({@code @} for the domain
 * only), or all of them together the company's name. As conditions of SQL, each of which finds its rows in an index.
 */
public final class ContactWords {

    private final List<String> persons = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    private ContactWords(String text) {
        for (var word : List.of(text.split("\\s+"))) {
            var domainOnly = word.startsWith("@");
            var beginning = Like.beginningWith(domainOnly ? word.substring(1) : word);
            int number = persons.size();
            parameters.put("word" + number, beginning);
            parameters.put("key" + number, beginning.toLowerCase(Locale.ROOT));
            persons.add(domainOnly ? "split_part(c.email_key, '@', 2) like :key" + number : """
                            (c.email_key like :key%1$d or split_part(c.email_key, '@', 2) like :key%1$d
                             or lower(c.first_name) like lower(:word%1$d) or lower(c.last_name) like lower(:word%1$d))
                            """.formatted(number));
        }
        parameters.put(
                "company", Like.beginningWith(text.replaceAll("\\s+", " ").toLowerCase(Locale.ROOT)));
    }

    /** The words of a text; empty where it has none. */
    public static Optional<ContactWords> of(@Nullable String text) {
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(new ContactWords(text.strip()));
    }

    /** What holds of a row {@code c} of {@code contact} that all words find. */
    public List<String> persons() {
        return List.copyOf(persons);
    }

    /** What holds of a row {@code co} of {@code company} that the words find. */
    public String company() {
        return "co.name_key like :company";
    }

    /** What holds of a row {@code c} of {@code contact} and the row {@code co} of its company that the words find. */
    public String condition() {
        return String.join(" and ", persons) + " or " + company();
    }

    /** What the conditions name. */
    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }
}
