package dev.trellis.handoff;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.ReasonList;
import dev.trellis.platform.ReasonNotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The list of reasons from which sales chooses when it rejects. */
@Repository
public class RejectReasons {

    private final JdbcClient jdbc;
    private final ReasonList list;

    RejectReasons(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.list = new ReasonList(jdbc, "handoff_reject_reason");
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
        return takeDay(list.add(name, label).name(), takesDay);
    }

    /**
     * Changes what a reason is called, whether it takes a day, or whether it is offered. One at least stays offered.
     *
     * @throws ReasonNotFoundException if there is no such reason
     */
    @Transactional
    public RejectReason change(String name, RejectReasonChange change) {
        var changed = list.change(name, change.label(), change.retired()).name();
        return takeDay(changed, change.takesDay());
    }

    /** The reasons are offered in this order from now on; those not named come after them. */
    @Transactional
    public void order(@Nullable List<String> names) {
        list.order(names);
    }

    /** Offers a reason one place earlier. */
    @Transactional
    public void moveUp(String name) {
        list.moveUp(name);
    }

    /**
     * Makes sure that the reason can be given, with that day.
     *
     * @param until null for no day
     */
    void check(String name, @Nullable LocalDate until) {
        list.check(name);
        if (until != null && !find(name).map(RejectReason::takesDay).orElse(true)) {
            throw new InvalidValueException(
                    "until",
                    "has no place with the reason \"" + name + "\": leave the day out, or choose another reason");
        }
    }

    private RejectReason takeDay(String name, @Nullable Boolean takesDay) {
        return jdbc.sql("""
                        update handoff_reject_reason set takes_day = coalesce(:takesDay, takes_day) where name = :name
                        returning *""")
                .param("takesDay", takesDay)
                .param("name", name)
                .query(RejectReasons::toReason)
                .single();
    }

    private static RejectReason toReason(ResultSet row, int number) throws SQLException {
        return new RejectReason(
                row.getString("name"), row.getString("label"), row.getBoolean("takes_day"), !row.getBoolean("active"));
    }
}
