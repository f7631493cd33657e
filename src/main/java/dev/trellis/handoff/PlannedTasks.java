package dev.trellis.handoff;

import dev.trellis.deal.Deal;
import dev.trellis.deal.FactSource;
import dev.trellis.deal.StepFact;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether somebody has something to do for the contact of a deal next. */
@Component
class PlannedTasks implements FactSource {

    private final JdbcClient jdbc;

    PlannedTasks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<StepFact> known(Deal deal) {
        boolean planned = jdbc.sql("select exists (select from task where contact_id = :contact and state = 'open')")
                .param("contact", deal.contactId().value())
                .query(Boolean.class)
                .single();
        return planned ? Set.of(StepFact.NEXT_TASK) : Set.of();
    }
}
