package dev.trellis.engine;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.engine.EngineCommands.Outcome;
import dev.trellis.engine.EngineCommands.Urgency;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The jobs that failed for good.
 *
 * <p>They stay open in the engine, held for years rather than turned into incidents that nobody can list, and are shown
 * with their reason until someone retries them. A row goes when its job is done or no longer exists.
 */
@Repository
public class ParkedJobs {

    /** How long the engine holds a parked job if nobody retries it. */
    static final Duration PARKED_FOR = Duration.ofDays(3650);

    private static final Logger log = LoggerFactory.getLogger(ParkedJobs.class);
    private static final Duration CHECK_EVERY = Duration.ofMinutes(2);
    private static final Duration RETRY_TAKES_AT_MOST = Duration.ofMinutes(5);
    private static final int CHECKED_AT_ONCE = 100;
    private static final String COLUMNS = """
            job_key, type, process_id, process_version, process_instance_key, element_id, contact_id, reason, since, retried_at
            """;

    private final JdbcClient jdbc;
    private final JdbcEngineOutbox outbox;
    private final EngineCommands commands;
    private final Clock clock;
    private final Set<Long> known = ConcurrentHashMap.newKeySet();

    ParkedJobs(JdbcClient jdbc, JdbcEngineOutbox outbox, EngineCommands commands, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.commands = commands;
        this.clock = clock;
    }

    /** Parked jobs by job key, from the given one on. */
    public List<ParkedJob> list(int limit, long afterKey) {
        return jdbc.sql("select " + COLUMNS + " from parked_job where job_key > :after order by job_key limit :limit")
                .param("after", afterKey)
                .param("limit", limit)
                .query(ParkedJobs::read)
                .list();
    }

    public List<ParkedJob> ofContact(UUID contactId) {
        return jdbc.sql("select " + COLUMNS + " from parked_job where contact_id = :contact order by since, job_key")
                .param("contact", contactId)
                .query(ParkedJobs::read)
                .list();
    }

    /** Drops what is known about a contact's parked jobs, whose process instances are being ended. */
    public void forget(UUID contactId) {
        jdbc.sql("delete from parked_job where contact_id = :contact")
                .param("contact", contactId)
                .update();
    }

    /** The same, put together by step and reason, the most frequent first. */
    public List<ParkedJob.Group> groups() {
        return jdbc.sql("""
                        select type, process_id, element_id, reason, count(*) as jobs, min(since) as since from parked_job
                        group by type, process_id, element_id, reason
                        order by jobs desc, since limit 500
                        """)
                .query((row, number) -> new ParkedJob.Group(
                        row.getString("type"),
                        row.getString("process_id"),
                        row.getString("element_id"),
                        row.getString("reason"),
                        row.getLong("jobs"),
                        instant(row, "since")))
                .list();
    }

    public long count() {
        return jdbc.sql("select count(*) from parked_job").query(Long.class).single();
    }

    /** Lets a job be tried again, with fresh attempts. False if no such job is parked. */
    @Transactional
    public boolean retry(long jobKey) {
        var found = jdbc.sql("update parked_job set retried_at = :now where job_key = :key")
                        .param("now", utc(Instant.now()))
                        .param("key", jobKey)
                        .update()
                == 1;
        if (found) {
            outbox.retry(List.of(jobKey));
        }
        return found;
    }

    /** Lets every job be tried again that the filter means. Gives their number. */
    @Transactional
    public int retry(ParkedJob.Filter filter) {
        var keys = jdbc.sql("""
                        update parked_job set retried_at = :now
                        where (:type::text is null or type = :type)
                          and (:process::text is null or process_id = :process)
                          and (:element::text is null or element_id = :element)
                          and (:reason::text is null or reason = :reason)
                        returning job_key
                        """)
                .param("now", utc(Instant.now()))
                .param("type", filter.type())
                .param("process", filter.processId())
                .param("element", filter.elementId())
                .param("reason", filter.reason())
                .query((row, number) -> row.getLong("job_key"))
                .list();
        outbox.retry(keys);
        return keys.size();
    }

    void park(Job job, String reason) {
        jdbc.sql("""
                        insert into parked_job (job_key, type, process_id, process_version, process_instance_key, element_id,
                                                contact_id, reason, since, checked_at)
                        values (:key, :type, :process, :version, :instance, :element, :contact, :reason, :since, :checked)
                        on conflict (job_key) do update
                        set reason = excluded.reason, retried_at = null, checked_at = excluded.checked_at
                        """)
                .param("key", job.key())
                .param("type", job.type())
                .param("process", job.processId())
                .param("version", job.processVersion())
                .param("instance", job.processInstanceKey())
                .param("element", job.elementId())
                .param("contact", contactOf(job))
                .param("reason", reason)
                .param("since", utc(clock.instant()))
                .param("checked", utc(Instant.now()))
                .update();
        known.add(job.key());
    }

    /** The job is done or gone. Costs nothing for jobs that were never parked. */
    void release(long jobKey) {
        if (known.contains(jobKey)) {
            delete(jobKey);
        }
    }

    /** Learns what other instances parked. */
    void refresh() {
        var keys = Set.copyOf(jdbc.sql("select job_key from parked_job limit 100000")
                .query((row, number) -> row.getLong("job_key"))
                .list());
        known.retainAll(keys);
        known.addAll(keys);
    }

    /** Asks the engine about the jobs not asked about for longest, and drops those that no longer exist. */
    void check() {
        var due = Instant.now().minus(CHECK_EVERY);
        var rows = jdbc.sql("select " + COLUMNS + " from parked_job where checked_at < :due order by checked_at limit "
                        + CHECKED_AT_ONCE)
                .param("due", utc(due))
                .query(ParkedJobs::read)
                .list();
        for (var job : rows) {
            // One that is being tried again must come back soon should its worker be lost.
            var hold = job.retriedAt() == null ? PARKED_FOR : RETRY_TAKES_AT_MOST;
            var outcome = commands.submit(
                            Urgency.BULK,
                            Duration.ofSeconds(5),
                            client -> client.newUpdateTimeoutCommand(job.key()).timeout(hold))
                    .join();
            if (outcome instanceof Outcome.Gone) {
                log.info("The parked job {} ({}) no longer exists.", job.key(), job.type());
                delete(job.key());
            } else if (!(outcome instanceof Outcome.Expired)) {
                jdbc.sql("update parked_job set checked_at = :now where job_key = :key")
                        .param("now", utc(Instant.now()))
                        .param("key", job.key())
                        .update();
            }
        }
    }

    private void delete(long jobKey) {
        jdbc.sql("delete from parked_job where job_key = :key")
                .param("key", jobKey)
                .update();
        known.remove(jobKey);
    }

    private static @Nullable UUID contactOf(Job job) {
        try {
            return job.variables().get("contactId") instanceof String id ? UUID.fromString(id) : null;
        } catch (IllegalArgumentException ex) {
            return null;
        }
    }

    private static ParkedJob read(ResultSet row, int number) throws SQLException {
        return new ParkedJob(
                row.getLong("job_key"),
                row.getString("type"),
                row.getString("process_id"),
                row.getInt("process_version"),
                row.getLong("process_instance_key"),
                row.getString("element_id"),
                row.getObject("contact_id", UUID.class),
                row.getString("reason"),
                instant(row, "since"),
                instantOrNull(row, "retried_at"));
    }
}
