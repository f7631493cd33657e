package dev.trellis.contact;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Contacts that somebody looks for, as a condition on rows that are about them. Few are named one by one; of many, the
 * next row of a list is likely to be about one, so each row is asked. To choose is not left to the planner, which only
 * guesses how many there are, and for a wrong guess goes through all rows there are.
 */
public final class SomeContacts {

    private final String condition;
    private final Map<String, Object> parameters;

    private SomeContacts(String condition, Map<String, Object> parameters) {
        this.condition = condition;
        this.parameters = parameters;
    }

    /** These contacts. */
    public static SomeContacts few(List<UUID> contacts) {
        return new SomeContacts("%s = any(:contacts)", Map.of("contacts", contacts.toArray(UUID[]::new)));
    }

    /**
     * All of whom something holds.
     *
     * @param what a condition on the row {@code c} of {@code contact} and the row {@code co} of its company
     * @param parameters what the condition names
     */
    public static SomeContacts many(String what, Map<String, Object> parameters) {
        // With an offset it is asked row by row, and not turned into a join with all of whom it holds.
        return new SomeContacts("""
                exists (select from contact c left join company co on co.id = c.company_id
                        where c.id = %%s and (%s) offset 0)
                """.formatted(what.replace("%", "%%")), Map.copyOf(parameters));
    }

    /** What holds of a row with this column for its contact, as SQL. */
    public String condition(String contactId) {
        return condition.formatted(contactId);
    }

    /** What the condition names. */
    public Map<String, Object> parameters() {
        return parameters;
    }
}
