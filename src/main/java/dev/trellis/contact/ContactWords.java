package dev.trellis.contact;

import dev.trellis.platform.Like;
import dev.trellis.platform.Plans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

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

    /**
     * Whom the words find, of those who stand in some of these tables by {@code contact_id}; empty where they are more
     * than so many.
     */
    public Optional<List<UUID>> ifFew(JdbcClient jdbc, int few, String... tables) {
        Plans.forTheseValues(jdbc);
        // With an offset it is asked of one contact after the other, and not of a hash made of the whole table before.
        var stands = Arrays.stream(tables)
                .map("exists (select from %s of_contact where of_contact.contact_id = c.id offset 0)"::formatted)
                .collect(Collectors.joining(" or "));
        var found = jdbc.sql("""
                        select c.id from contact c where %1$s and (%3$s)
                        union all
                        select c.id from contact c join company co on co.id = c.company_id where %2$s and (%3$s)
                        limit %4$d
                        """.formatted(String.join(" and ", persons), company(), stands, few + 1))
                .params(parameters)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        return found.size() > few ? Optional.empty() : Optional.of(found);
    }

    /** What the conditions name. */
    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }
}
