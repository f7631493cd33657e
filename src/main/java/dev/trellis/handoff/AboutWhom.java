package dev.trellis.handoff;

import dev.trellis.contact.ContactWords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is about the contacts that some words find. Few contacts are named one by one; of many, the next row of a list
 * is likely to be about one, so each row is asked.
 */
public final class AboutWhom {

    private final ContactWords words;
    private final @Nullable List<UUID> contacts;

    /**
     * What is about contacts.
     *
     * @param contacts all that the words find and that a hand-off or task is about; null where they are too many
     */
    AboutWhom(ContactWords words, @Nullable List<UUID> contacts) {
        this.words = words;
        this.contacts = contacts;
    }

    /** What holds of a row with this column for its contact, as SQL. */
    String condition(String contactId) {
        // With an offset it is asked row by row, and not turned into a join with all whom the words find.
        return contacts != null
                ? contactId + " = any(:whom)"
                : """
                exists (select from contact c left join company co on co.id = c.company_id
                        where c.id = %s and (%s or %s) offset 0)
                """.formatted(contactId, String.join(" and ", words.persons()), words.company());
    }

    /** What the condition names. */
    Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        if (contacts == null) {
            parameters.putAll(words.parameters());
        } else {
            parameters.put("whom", contacts.toArray(UUID[]::new));
        }
        return parameters;
    }
}
