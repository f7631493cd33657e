package dev.trellis.broadcast;

import dev.trellis.contact.ContactQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * Some of the contacts: those with one of the values in each of these that names any. Made with {@link Segments#of}.
 *
 * @param stages the stage they are in
 * @param topics what they have agreed to get mail about
 * @param countries their countries' ISO codes
 * @param tags the words in their attribute {@code tags}, in lower case
 */
public record Segment(Set<String> stages, Set<String> topics, Set<String> countries, Set<String> tags) {

    public static final Segment EVERYBODY = new Segment(Set.of(), Set.of(), Set.of(), Set.of());

    private static final String TAGS_OF_CONTACT =
            "regexp_split_to_array(lower(c.attributes ->> 'tags'), '\\s*[,;|]\\s*')";

    public Segment {
        stages = new TreeSet<>(stages);
        topics = new TreeSet<>(topics);
        countries = new TreeSet<>(countries);
        tags = new TreeSet<>(tags);
    }

    /**
     * The same in SQL. The offset keeps each question one about the contact at hand: of freshly filled tables the
     * database would else gather everybody in the stage first, for every slice.
     */
    ContactQuery query() {
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<String, Object>();
        if (!stages.isEmpty()) {
            conditions.add(
                    "exists (select from lifecycle l where l.contact_id = c.id and l.stage = any(:inStages) offset 0)");
            parameters.put("inStages", stages.toArray(String[]::new));
        }
        if (!topics.isEmpty()) {
            conditions.add("exists (select from consent a where a.contact_id = c.id and a.topic = any(:onTopics)"
                    + " and a.state = 'granted' offset 0)");
            parameters.put("onTopics", topics.toArray(String[]::new));
        }
        if (!countries.isEmpty()) {
            conditions.add("c.country = any(:inCountries)");
            parameters.put("inCountries", countries.toArray(String[]::new));
        }
        if (!tags.isEmpty()) {
            conditions.add(TAGS_OF_CONTACT + " && cast(:withTags as text[])");
            parameters.put("withTags", tags.toArray(String[]::new));
        }
        return conditions.isEmpty()
                ? ContactQuery.ALL
                : ContactQuery.ALL.and(String.join(" and ", conditions), parameters);
    }

    /** The same for people. */
    public String words() {
        var words = new ArrayList<String>();
        say(words, "stage", stages);
        say(words, "reading", topics);
        say(words, "in", countries);
        say(words, "tagged", tags);
        return words.isEmpty() ? "everybody" : String.join(", ", words);
    }

    private static void say(ArrayList<String> words, String before, Set<String> values) {
        if (!values.isEmpty()) {
            words.add(before + " " + String.join(" or ", values));
        }
    }
}
