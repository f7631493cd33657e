package dev.trellis.platform;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A list of reasons that people keep themselves, in a table with {@code name}, {@code label}, {@code position} and
 * {@code active}. What changes it belongs into a transaction.
 *
 * <p>A reason is never deleted: it is retired, so that what was said with it can still be read and counted.
 */
public final class ReasonList {

    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_LABEL = 100;

    private final JdbcClient jdbc;
    private final String table;

    /** A list of reasons that is kept in the table. */
    public ReasonList(JdbcClient jdbc, String table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    /** All there are and have been, in the order in which they are offered. */
    public List<Reason> all() {
        return jdbc.sql("select * from " + table + " order by position, name")
                .query(ReasonList::toReason)
                .list();
    }

    /** Those that can be given today. */
    public List<Reason> offered() {
        return all().stream().filter(reason -> !reason.retired()).toList();
    }

    public Optional<Reason> find(String name) {
        return jdbc.sql("select * from " + table + " where name = :name")
                .param("name", name)
                .query(ReasonList::toReason)
                .optional();
    }

    /**
     * Adds a reason at the end of the list.
     *
     * @param name null for one made of the label
     */
    public Reason add(@Nullable String name, @Nullable String label) {
        var words = label(label);
        if (words == null) {
            throw new InvalidValueException("label", "is missing: say the reason in a few words");
        }
        var kebab = name == null || name.isBlank() ? kebab(words) : name.strip();
        if (!kebab.matches(NAME) || kebab.length() > LONGEST_NAME) {
            throw new InvalidValueException(
                    "name", "must be in kebab case with at most " + LONGEST_NAME + " characters, such as no-budget");
        }
        lock();
        return jdbc.sql("""
                        insert into %1$s (name, label, position)
                        values (:name, :label, (select coalesce(max(position), 0) + 1 from %1$s))
                        on conflict (name) do nothing
                        returning *""".formatted(table))
                .param("name", kebab)
                .param("label", words)
                .query(ReasonList::toReason)
                .optional()
                .orElseThrow(() -> new InvalidValueException(
                        "name", "\"" + kebab + "\" is a reason already; change that one, or choose another name"));
    }

    /**
     * Changes what a reason is called and whether it is offered; what is null stays. One at least stays offered.
     *
     * @throws ReasonNotFoundException if there is no such reason
     */
    public Reason change(String name, @Nullable String label, @Nullable Boolean retired) {
        lock();
        var before = find(name).orElseThrow(() -> new ReasonNotFoundException(name));
        var words = label(label);
        if (Boolean.TRUE.equals(retired)
                && offered().stream().allMatch(offered -> offered.name().equals(name))) {
            throw new InvalidValueException(
                    "retired", "this is the last reason that is offered; add or bring back another one first");
        }
        return jdbc.sql("update " + table + " set label = :label, active = :active where name = :name returning *")
                .param("label", words == null ? before.label() : words)
                .param("active", retired == null ? !before.retired() : !retired)
                .param("name", name)
                .query(ReasonList::toReason)
                .single();
    }

    /** The reasons are offered in this order from now on; those not named come after them. */
    public void order(@Nullable List<String> names) {
        if (names == null) {
            throw new InvalidValueException("names", "is missing: name the reasons in the order you want");
        }
        lock();
        var known = all().stream().map(Reason::name).toList();
        var seen = new HashSet<String>();
        for (var name : names) {
            if (!known.contains(name)) {
                throw new InvalidValueException("names", "there is no reason \"" + name + "\"");
            }
            if (!seen.add(name)) {
                throw new InvalidValueException("names", "\"" + name + "\" is named twice");
            }
        }
        var position = 0;
        for (var name : names) {
            place(name, ++position);
        }
        for (var name : known) {
            if (!seen.contains(name)) {
                place(name, ++position);
            }
        }
    }

    /** Offers a reason one place earlier. */
    public void moveUp(String name) {
        lock();
        var names = offered().stream().map(Reason::name).collect(Collectors.toList());
        var place = names.indexOf(name);
        if (place > 0) {
            names.remove(place);
            names.add(place - 1, name);
            order(names);
        }
    }

    /** Makes sure that the reason can be given today. */
    public void check(String name) {
        var reason = find(name).orElse(null);
        if (reason == null) {
            throw new InvalidValueException("reason", "\"" + name + "\" is unknown; one of " + offeredNames());
        }
        if (reason.retired()) {
            throw new InvalidValueException(
                    "reason",
                    "\"" + name + "\" has been retired and is not given any more; choose one of " + offeredNames());
        }
    }

    private String offeredNames() {
        return offered().stream().map(Reason::name).collect(Collectors.joining(", "));
    }

    private void place(String name, int position) {
        jdbc.sql("update " + table + " set position = :position where name = :name")
                .param("position", position)
                .param("name", name)
                .update();
    }

    /** One change of the list at a time. */
    private void lock() {
        jdbc.sql("lock table " + table + " in share row exclusive mode").update();
    }

    private static @Nullable String label(@Nullable String text) {
        var label = Text.clean(text);
        if (label != null && label.length() > LONGEST_LABEL) {
            throw new InvalidValueException("label", "must have at most " + LONGEST_LABEL + " characters");
        }
        return label;
    }

    private static String kebab(String label) {
        var words = label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return words.replaceAll("^-|-$", "");
    }

    private static Reason toReason(ResultSet row, int number) throws SQLException {
        return new Reason(row.getString("name"), row.getString("label"), !row.getBoolean("active"));
    }

    /**
     * One of the reasons.
     *
     * @param name its kebab-case name, which never changes: diagrams, tables and what was said with it know it
     * @param label its name for people
     * @param retired whether it is only read any more, and not given
     */
    public record Reason(String name, String label, boolean retired) {}
}
