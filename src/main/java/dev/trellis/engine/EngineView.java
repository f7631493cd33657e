package dev.trellis.engine;

import static dev.trellis.platform.UtcTime.instant;

import dev.trellis.engine.EngineCommands.Outcome;
import dev.trellis.engine.EngineCommands.Urgency;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What is known of the inside of the engine: where contacts stand, what they wait for, and where it is stuck.
 *
 * <p>An engine without secondary storage answers no questions; ours tells by itself, through an exporter that only an
 * engine started by this application runs. With any other engine {@link #isAvailable()} is false and everything here
 * about processes is empty; deployed processes, parked jobs and undelivered commands are known in any case.
 */
@Repository
public class EngineView {

    private final JdbcClient jdbc;
    private final EngineMirror mirror;
    private final EngineCommands commands;
    private final OutboxRows outbox;
    private final OutboxDispatcher dispatcher;
    private final Deployment deployment;
    private final boolean available;

    EngineView(
            JdbcClient jdbc,
            EngineMirror mirror,
            EngineCommands commands,
            OutboxRows outbox,
            OutboxDispatcher dispatcher,
            Deployment deployment,
            EngineProperties properties) {
        this.jdbc = jdbc;
        this.mirror = mirror;
        this.commands = commands;
        this.outbox = outbox;
        this.dispatcher = dispatcher;
        this.deployment = deployment;
        this.available = properties.spool() != null;
    }

    /** How many process instances stand at an element, over all versions of the process. */
    public record Standing(String processId, String elementId, long instances) {}

    /** Where one of a contact's process instances stands. A called process stands somewhere, and so does its caller. */
    public record Position(
            String processId, int processVersion, long processInstanceKey, String elementId, Instant since) {}

    /** When a timer of one of a contact's process instances fires, and which element it starts or ends. */
    public record DueTimer(String processId, String elementId, Instant dueAt) {}

    /**
     * The engine cannot go on with a process instance by itself.
     *
     * @param kind the engine's name for what went wrong, such as {@code EXTRACT_VALUE_ERROR}
     * @param reason what the engine says
     * @param contactId whom it concerns; null where the process carries no contact
     * @param jobKey the failed job; null where none is concerned
     */
    public record Incident(
            long key,
            String kind,
            String reason,
            String processId,
            String elementId,
            long processInstanceKey,
            @Nullable Long jobKey,
            @Nullable UUID contactId,
            Instant since) {}

    /** Whether the engine tells what happens inside it. */
    public boolean isAvailable() {
        return available;
    }

    /** Why positions, timers and incidents are not known, or not all of them; empty where they are. */
    public Optional<String> limitation() {
        if (!available) {
            return Optional.of(
                    "This engine was not started by Trellis, so it does not tell where contacts stand, when their"
                            + " timers fire or which incidents are open. Camunda Operate shows them.");
        }
        return mirror.hasGap()
                ? Optional.of(
                        "The engine wrote more than could be kept while nobody read it, so some contacts may be shown at"
                                + " a step they have left.")
                : Optional.empty();
    }

    /** The versions that contacts enter now. */
    public List<DeployedProcess> deployedProcesses() {
        return deployment.processes();
    }

    /** Where instances stand, by process and element. */
    public List<Standing> standings() {
        return jdbc.sql("""
                        select process_id, element_id, count(*) as instances from engine_position
                        group by process_id, element_id order by process_id, element_id
                        """)
                .query((row, number) -> new Standing(
                        row.getString("process_id"), row.getString("element_id"), row.getLong("instances")))
                .list();
    }

    /** Where instances of each version of a process stand: who a migration would concern. */
    public Map<Integer, Long> instancesByVersion(String processId) {
        var versions = new TreeMap<Integer, Long>();
        jdbc.sql("""
                        select process_version, count(*) as instances from engine_instance
                        where process_id = :process group by process_version
                        """).param("process", processId).query(row -> {
            versions.put(row.getInt("process_version"), row.getLong("instances"));
        });
        return versions;
    }

    /** Where a contact stands, the longest-standing first: the map, then the journey it called. */
    public List<Position> positions(UUID contactId) {
        return jdbc.sql("""
                        select p.process_id, p.process_version, p.process_instance_key, p.element_id, p.since
                        from engine_instance i join engine_position p using (process_instance_key)
                        where i.contact_id = :contact order by p.element_instance_key
                        """)
                .param("contact", contactId)
                .query((row, number) -> new Position(
                        row.getString("process_id"),
                        row.getInt("process_version"),
                        row.getLong("process_instance_key"),
                        row.getString("element_id"),
                        instant(row, "since")))
                .list();
    }

    /** The keys of a contact's process instances that no other of them called. */
    public List<Long> rootInstances(UUID contactId) {
        return jdbc.sql("""
                        select process_instance_key from engine_instance
                        where contact_id = :contact and parent_instance_key is null order by process_instance_key
                        """)
                .param("contact", contactId)
                .query((row, number) -> row.getLong("process_instance_key"))
                .list();
    }

    /** The timers of a contact, the next to fire first. */
    public List<DueTimer> timers(UUID contactId) {
        return jdbc.sql("""
                        select i.process_id, t.element_id, t.due_at
                        from engine_instance i join engine_timer t using (process_instance_key)
                        where i.contact_id = :contact order by t.due_at, t.timer_key
                        """)
                .param("contact", contactId)
                .query((row, number) -> new DueTimer(
                        String.valueOf(row.getString("process_id")),
                        row.getString("element_id"),
                        instant(row, "due_at")))
                .list();
    }

    /** The timer of a contact that fires next. */
    public Optional<DueTimer> nextTimer(UUID contactId) {
        return timers(contactId).stream().findFirst();
    }

    /** When any timer fires next: how far a simulated clock may jump. */
    public Optional<Instant> nextTimer() {
        return jdbc.sql("select due_at from engine_timer order by due_at limit 1")
                .query((row, number) -> instant(row, "due_at"))
                .optional();
    }

    /** Open incidents by key, from the given one on. */
    public List<Incident> incidents(int limit, long afterKey) {
        return jdbc.sql("""
                        select n.incident_key, n.kind, n.reason, n.process_id, n.element_id, n.process_instance_key, n.job_key,
                               i.contact_id, n.since
                        from engine_incident n left join engine_instance i using (process_instance_key)
                        where n.incident_key > :after order by n.incident_key limit :limit
                        """)
                .param("after", afterKey)
                .param("limit", limit)
                .query(EngineView::incident)
                .list();
    }

    public long incidentCount() {
        return jdbc.sql("select count(*) from engine_incident")
                .query(Long.class)
                .single();
    }

    /**
     * Lets the engine try again where it is stuck. Empty if it does; else why it does not.
     *
     * <p>If the cause is still there a new incident appears.
     *
     * @throws IncidentNotFoundException if the engine knows no such incident (any more)
     */
    public Optional<String> resolveIncident(long incidentKey) {
        var jobKey = jdbc.sql("select job_key from engine_incident where incident_key = :key and job_key is not null")
                .param("key", incidentKey)
                .query((row, number) -> row.getLong("job_key"))
                .optional();
        if (jobKey.isPresent()) {
            var retries = commands.submit(
                            Urgency.LIVE,
                            Duration.ofSeconds(10),
                            client ->
                                    client.newUpdateRetriesCommand(jobKey.get()).retries(5))
                    .join();
            var problem = problem(incidentKey, retries);
            if (problem.isPresent()) {
                return problem;
            }
        }
        var resolved = commands.submit(
                        Urgency.LIVE, Duration.ofSeconds(10), client -> client.newResolveIncidentCommand(incidentKey))
                .join();
        return problem(incidentKey, resolved);
    }

    /** What the engine refused for good, by row, from the given one on. */
    public List<UndeliveredCommand> undelivered(int limit, long afterId) {
        return outbox.setAside(limit, afterId);
    }

    public long undeliveredCount() {
        return outbox.setAsideCount();
    }

    /** Has the engine told once more. False if there is no such row. */
    public boolean deliverAgain(long id) {
        var found = outbox.takeUpAgain(id);
        dispatcher.wake();
        return found;
    }

    /** Forgets whom process instances are about. Runs in the caller's transaction. */
    public void forget(UUID contactId) {
        jdbc.sql("update engine_instance set contact_id = null where contact_id = :contact")
                .param("contact", contactId)
                .update();
    }

    private static Optional<String> problem(long incidentKey, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> Optional.empty();
            case Outcome.Gone gone -> throw new IncidentNotFoundException(incidentKey);
            case Outcome.Refused refused -> Optional.of(refused.reason());
            case Outcome.NotNow notNow -> Optional.of(notNow.reason());
            case Outcome.Expired expired -> Optional.of("The engine does not answer.");
        };
    }

    private static Incident incident(ResultSet row, int number) throws SQLException {
        var jobKey = row.getLong("job_key");
        var job = row.wasNull() ? null : jobKey;
        return new Incident(
                row.getLong("incident_key"),
                row.getString("kind"),
                row.getString("reason"),
                row.getString("process_id"),
                row.getString("element_id"),
                row.getLong("process_instance_key"),
                job,
                row.getObject("contact_id", UUID.class),
                instant(row, "since"));
    }
}
