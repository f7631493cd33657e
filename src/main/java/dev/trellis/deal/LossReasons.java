package dev.trellis.deal;

import dev.trellis.platform.ReasonList;
import dev.trellis.platform.ReasonNotFoundException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The list of reasons for which a deal can be lost. How long a contact then rests says {@code bpmn/recycle.dmn}. */
@Repository
public class LossReasons {

    private final ReasonList list;

    LossReasons(JdbcClient jdbc) {
        this.list = new ReasonList(jdbc, "deal_loss_reason");
    }

    /** All there are and have been, in the order in which they are offered. */
    public List<LossReason> all() {
        return list.all().stream().map(LossReasons::toReason).toList();
    }

    /** Those that can be given today. */
    public List<LossReason> offered() {
        return all().stream().filter(reason -> !reason.retired()).toList();
    }

    /**
     * Adds a reason at the end of the list.
     *
     * @param name null for one made of the label
     */
    @Transactional
    public LossReason add(@Nullable String name, @Nullable String label) {
        return toReason(list.add(name, label));
    }

    /**
     * Changes what a reason is called, or whether it is offered. One at least stays offered.
     *
     * @throws ReasonNotFoundException if there is no such reason
     */
    @Transactional
    public LossReason change(String name, LossReasonChange change) {
        return toReason(list.change(name, change.label(), change.retired()));
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

    /** Makes sure that the reason can be given. */
    void check(String name) {
        list.check(name);
    }

    private static LossReason toReason(ReasonList.Reason reason) {
        return new LossReason(reason.name(), reason.label(), reason.retired());
    }
}
