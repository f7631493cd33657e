package dev.trellis.nurturing;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The steps that wait for the end of a complaint, and those that did in the contact's present stage. */
@Repository
class RestingSteps {

    private final JdbcClient jdbc;

    RestingSteps(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A step that rests.
     *
     * @param handoffState how the hand-off of the stage entry stood when the step came; null where there was none
     * @param cameAt when the engine asked for it first
     */
    record Resting(@Nullable String handoffState, Instant cameAt) {}

    Optional<Resting> find(Job job) {
        return jdbc.sql("""
                        select handoff_state, came_at from resting_step
                        where element_instance_key = :visit and went_on_at is null""")
                .param("visit", job.elementInstanceKey())
                .query(RestingSteps::toResting)
                .optional();
    }

    /** The step waits; what waited in earlier stages of the contact is forgotten. */
    void rest(Job job, ContactId contact, Resting resting) {
        jdbc.sql("delete from resting_step where contact_id = :contact and stage_entry < :entry")
                .param("contact", contact.value())
                .param("entry", StepGuard.stageEntry(job))
                .update();
        jdbc.sql("""
                        insert into resting_step (element_instance_key, contact_id, process_instance_key, stage_entry, job_key,
                                                  job_type, handoff_state, came_at)
                        values (:visit, :contact, :process, :entry, :job, :type, :state, :cameAt)
                        on conflict (element_instance_key) do update set job_key = excluded.job_key""")
                .param("visit", job.elementInstanceKey())
                .param("contact", contact.value())
                .param("process", job.processInstanceKey())
                .param("entry", StepGuard.stageEntry(job))
                .param("job", job.key())
                .param("type", job.type())
                .param("state", resting.handoffState())
                .param("cameAt", utc(resting.cameAt()))
                .update();
    }

    void goOn(Job job, Instant at) {
        jdbc.sql("update resting_step set went_on_at = :at where element_instance_key = :visit and went_on_at is null")
                .param("at", utc(at))
                .param("visit", job.elementInstanceKey())
                .update();
    }

    /**
     * Whether a step of the same process that leads on, as a mail does not, went on in that time after it had waited.
     */
    boolean wentOn(Job job, Instant from, Instant until) {
        return jdbc.sql("""
                        select exists (select from resting_step
                                       where process_instance_key = :process and job_type <> :mail
                                         and went_on_at between :from and :until)""")
                .param("process", job.processInstanceKey())
                .param("mail", StepType.SEND_EMAIL.jobType())
                .param("from", utc(from))
                .param("until", utc(until))
                .query(Boolean.class)
                .single();
    }

    /** The jobs of the contact's steps that wait. */
    List<Long> jobs(ContactId contact) {
        return jdbc.sql("select job_key from resting_step where contact_id = :contact and went_on_at is null")
                .param("contact", contact.value())
                .query((row, number) -> row.getLong("job_key"))
                .list();
    }

    List<Map<String, Object>> export(ContactId contact) {
        return jdbc.sql("select came_at, went_on_at from resting_step where contact_id = :contact order by came_at")
                .param("contact", contact.value())
                .query((row, number) -> {
                    var wentOn = instantOrNull(row, "went_on_at");
                    var since = instant(row, "came_at");
                    return Map.<String, Object>of(
                            "since", since.toString(), "until", wentOn == null ? "" : wentOn.toString());
                })
                .list();
    }

    void forget(ContactId contact) {
        jdbc.sql("delete from resting_step where contact_id = :contact")
                .param("contact", contact.value())
                .update();
    }

    private static Resting toResting(ResultSet row, int number) throws SQLException {
        return new Resting(row.getString("handoff_state"), instant(row, "came_at"));
    }
}
