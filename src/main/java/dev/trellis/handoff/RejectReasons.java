package dev.trellis.handoff;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The list of reasons from which sales chooses when it rejects.
 *
 * <p>A reason is never deleted: it is retired, so that what was said with it can still be read and counted.
 */
@Repository
public class RejectReasons {

    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_LABEL = 100;

    private final JdbcClient jdbc;

    RejectReasons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All there are and have been, in the order in which they are offered. */
    public List<RejectReason> all() {
        return jdbc.sql("select * from handoff_reject_reason order by position, name")
                .query(RejectReasons::toReason)
                .list();
    }

    /** Those that can be given today. */
    public List<RejectReason> offered() {
        return all().stream().filter(reason -> !reason.retired()).toList();
    }

    public Optional<RejectReason> find(String name) {
        return jdbc.sql("select * from handoff_reject_reason where name = :name")
                .param("name", name)
                .query(RejectReasons::toReason)
                .optional();
    }

    /**
     * Adds a reason at the end of the list.
     *
     * @param name null for one made of the label
     */
    @Transactional
    public RejectReason add(@Nullable String name, @Nullable String label, boolean takesDay) {
        var words = label(label);
        if (words == null) {
            throw new InvalidValueException("label", "is missing: say in a few words why sales rejects");
        }
        var kebab = name == null || name.isBlank() ? kebab(words) : name.strip();
        if (!kebab.matches(NAME) || kebab.length() > LONGEST_NAME) {
            throw new InvalidValueException(
                    "name", "must be in kebab case with at most " + LONGEST_NAME + " characters, such as no-budget");
        }
        lock();
        return jdbc.sql("""
                        insert into handoff_reject_reason (name, label, position, takes_day)
                        values (:name, :label, (select coalesce(max(position), 0) + 1 from handoff_reject_reason), :takesDay)
                        on conflict (name) do nothing
                        returning *""")
                .param("name", kebab)
                .param("label", words)
                .param("takesDay", takesDay)
                .query(RejectReasons::toReason)
                .optional()
                .orElseThrow(() -> new InvalidValueException(
                        "name", "\"" + kebab + "\" is a reason already; change that one, or choose another name"));
    }

    /**
     * Changes what a reason is called, whether it takes a day, or whether it is offered. One at least stays offered.
     *
     * @throws RejectReasonNotFoundException if there is no such reason
     */
    @Transactional
    public RejectReason change(String name, RejectReasonChange change) {
        lock();
        var before = find(name).orElseThrow(() -> new RejectReasonNotFoundException(name));
        var label = label(change.label());
        var takesDay = change.takesDay();
        var retired = change.retired();
        if (Boolean.TRUE.equals(retired)
                && offered().stream().allMatch(offered -> offered.name().equals(name))) {
            throw new InvalidValueException(
                    "retired", "this is the last reason that is offered; add or bring back another one first");
        }
        return jdbc.sql("""
                        update handoff_reject_reason set label = :label, takes_day = :takesDay, active = :active
                        where name = :name
                        returning *""")
                .param("label", label == null ? before.label() : label)
                .param("takesDay", takesDay == null ? before.takesDay() : takesDay)
                .param("active", retired == null ? !before.retired() : !retired)
                .param("name", name)
                .query(RejectReasons::toReason)
                .single();
    }

    /** The reasons are offered in this order from now on; those not named come after them. */
    @Transactional
    public void order(List<String> names) {
        lock();
        var known = all().stream().map(RejectReason::name).toList();
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

    /**
     * Makes sure that the reason can be given, with that day.
     *
     * @param until null for no day
     */
    void check(String name, @Nullable LocalDate until) {
        var reason = find(name).orElse(null);
        if (reason == null) {
            throw new InvalidValueException(
                    "reason", "\"" + name + "\" is no reason to reject; one of " + offeredNames());
        }
        if (reason.retired()) {
            throw new InvalidValueException(
                    "reason",
                    "\"" + name + "\" has been retired and is not given any more; choose one of " + offeredNames());
        }
        if (until != null && !reason.takesDay()) {
            throw new InvalidValueException(
                    "until",
                    "has no place with the reason \"" + name + "\": leave the day out, or choose another reason");
        }
    }

    private String offeredNames() {
        return offered().stream().map(RejectReason::name).collect(Collectors.joining(", "));
    }

    private void place(String name, int position) {
        jdbc.sql("update handoff_reject_reason set position = :position where name = :name")
                .param("position", position)
                .param("name", name)
                .update();
    }

    /** One change of the list at a time. */
    private void lock() {
        jdbc.sql("lock table handoff_reject_reason in share row exclusive mode").update();
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

    private static RejectReason toReason(ResultSet row, int number) throws SQLException {
        return new RejectReason(
                row.getString("name"), row.getString("label"), row.getBoolean("takes_day"), !row.getBoolean("active"));
    }
}
