package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Complaints;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Plans;
import dev.trellis.platform.WorkingTime;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tasks that people are given. */
@Repository
public class Tasks {

    private static final String CANCELLED_BY = "handoff";

    private final JdbcClient jdbc;
    private final Assignments assignments;
    private final Deadlines deadlines;
    private final Contacts contacts;
    private final CallLog calls;
    private final Complaints complaints;
    private final HandoffProperties properties;
    private final Clock clock;

    Tasks(
            JdbcClient jdbc,
            Assignments assignments,
            Deadlines deadlines,
            Contacts contacts,
            CallLog calls,
            Complaints complaints,
            HandoffProperties properties,
            Clock clock) {
        this.jdbc = jdbc;
        this.assignments = assignments;
        this.deadlines = deadlines;
        this.contacts = contacts;
        this.calls = calls;
        this.complaints = complaints;
        this.properties = properties;
        this.clock = clock;
    }

    public Optional<Task> find(UUID id) {
        return jdbc.sql("select * from task where id = :id")
                .param("id", id)
                .query(Tasks::toTask)
                .optional();
    }

    /** The contact's tasks, oldest first. */
    public List<Task> of(ContactId contact) {
        return jdbc.sql("select * from task where contact_id = :contact order by id")
                .param("contact", contact.value())
                .query(Tasks::toTask)
                .list();
    }

    /** Tasks in the order they are due. Calls to people who may not be called are left out. */
    @Transactional(readOnly = true)
    public Page<Task> page(TaskFilter filter, @Nullable String after, int limit) {
        if (filter.whom() != null) {
            Plans.forTheseValues(jdbc);
        }
        var cursor = Cursor.parse(after);
        var sql = new StringBuilder("""
                select task.* from task join contact on contact.id = task.contact_id
                where not (task.kind = 'call' and task.state = 'open' and contact.do_not_call)""");
        sql.append(" and ").append(filter.sight().onOwnerAndTeam("task"));
        var parameters = new HashMap<String, Object>(filter.sight().parameters());
        if (filter.state() != null) {
            sql.append(" and task.state = :state");
            parameters.put("state", filter.state().label());
        }
        if (filter.owner() != null) {
            sql.append(" and task.owner = :owner");
            parameters.put("owner", filter.owner());
        }
        if (filter.contact() != null) {
            sql.append(" and task.contact_id = :contact");
            parameters.put("contact", filter.contact().value());
        }
        if (filter.whom() != null) {
            sql.append(" and ").append(filter.whom().condition("task.contact_id"));
            parameters.putAll(filter.whom().parameters());
        }
        if (cursor != null) {
            sql.append(" and (task.due_at, task.id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by task.due_at, task.id limit ")
                        .append(limit + 1)
                        .toString())
                .params(parameters)
                .query(Tasks::toTask)
                .list();
        return Page.of(rows, limit, task -> new Cursor(task.dueAt(), task.id()));
    }

    /**
     * Sets a task, or finds the one that was set for the same visit or key.
     *
     * @return empty where the contact may not be called and the task is a call
     */
    @Transactional
    public Optional<Task> open(NewTask task) {
        contacts.lock(List.of(task.contactId()));
        var contact = contacts.require(task.contactId());
        var known = known(task);
        if (known.isPresent()) {
            return known;
        }
        if (task.kind() == TaskKind.CALL && contact.doNotCall()) {
            return Optional.empty();
        }
        var choice = assignments.first(contact, task.team(), task.due());
        var now = clock.instant();
        var waits = task.sells() && complaints.openOf(task.contactId()).isPresent();
        return jdbc.sql("""
                        insert into task (id, contact_id, kind, title, note, team, owner, due_at, state, created_at,
                                          element_instance_key, key, sells, paused_at, handoff_id, deal_id,
                                          quote_id)
                        values (:id, :contact, :kind, :title, :note, :team, :owner, :dueAt, 'open', :now, :visit, :key,
                                :sells, :pausedAt, :handoff, :deal, :quote)
                        returning *""")
                .param("id", Ids.next())
                .param("contact", task.contactId().value())
                .param("kind", task.kind().label())
                .param("title", task.title())
                .param("note", task.note())
                .param("team", task.team())
                .param("owner", choice.owner())
                .param("dueAt", utc(deadlines.after(task.due(), task.team(), choice.owner())))
                .param("now", utc(now))
                .param("visit", task.elementInstanceKey())
                .param("key", task.key())
                .param("sells", task.sells())
                .param("handoff", task.handoffId())
                .param("deal", task.dealId())
                .param("quote", task.quoteId())
                .param("pausedAt", waits ? utc(now) : null)
                .query(Tasks::toTask)
                .optional();
    }

    /** What sells to the contact waits, beginning with this moment. */
    void pause(ContactId contact, Instant at) {
        jdbc.sql("""
                        update task set paused_at = :at
                        where contact_id = :contact and state = 'open' and sells and paused_at is null""").param("contact", contact.value()).param("at", utc(at)).update();
    }

    /** What waited for the end of a complaint is due again, after the working time that was left. */
    void resume(ContactId contact) {
        jdbc.sql(
                        "select * from task where contact_id = :contact and state = 'open' and paused_at is not null for update")
                .param("contact", contact.value())
                .query(Tasks::toTask)
                .list()
                .forEach(task -> jdbc.sql("update task set paused_at = null, due_at = :dueAt where id = :id")
                        .param(
                                "dueAt",
                                utc(deadlines.afterPause(task.pausedAt(), task.dueAt(), task.team(), task.owner())))
                        .param("id", task.id())
                        .update());
    }

    /**
     * The task is done.
     *
     * @throws TaskClosedException if it was closed before
     */
    @Transactional
    public Task done(UUID id, String actor) {
        return jdbc.sql("""
                        update task set state = 'done', closed_at = :now, closed_by = :actor
                        where id = :id and state = 'open'
                        returning *""")
                .param("now", utc(clock.instant()))
                .param("actor", actor)
                .param("id", id)
                .query(Tasks::toTask)
                .optional()
                .orElseThrow(() -> closed(id));
    }

    /** Nobody has to do any more what was about these hand-offs. */
    void cancelOfHandoffs(Collection<UUID> handoffs, String because) {
        cancel("handoff_id = any(:ids)", handoffs, because);
    }

    /** Nobody has to do any more what was about these deals. */
    void cancelOfDeals(Collection<UUID> deals, String because) {
        cancel("deal_id = any(:ids)", deals, because);
    }

    /** Nobody has to do any more what was about this quote. */
    void cancelOfQuote(UUID quote, String because) {
        cancel("quote_id = any(:ids)", List.of(quote), because);
    }

    /** Nobody has to do any more what was about the quotes of these deals. */
    void cancelOfQuotesOf(Collection<UUID> deals, String because) {
        cancel("quote_id is not null and deal_id = any(:ids)", deals, because);
    }

    /** Nobody has to call those of the contacts who may not be called any more. */
    void cancelForbiddenCalls(Collection<ContactId> contacts) {
        cancel("""
                kind = 'call' and contact_id = any(:ids)
                and exists (select from contact where contact.id = task.contact_id and contact.do_not_call)""", contacts.stream().map(ContactId::value).toList(), "the contact asked not to be called");
    }

    private void cancel(String which, Collection<UUID> ids, String because) {
        if (!ids.isEmpty()) {
            jdbc.sql("""
                            update task
                            set state = 'cancelled', closed_at = :now, closed_by = :actor, closed_because = :because
                            where state = 'open' and\s""" + which)
                    .param("ids", ids.toArray(UUID[]::new))
                    .param("now", utc(clock.instant()))
                    .param("actor", CANCELLED_BY)
                    .param("because", because)
                    .update();
        }
    }

    /** How often somebody is called before that is given up. */
    public int callAttempts() {
        return properties.callAttempts();
    }

    /**
     * A call went so. Where nobody was reached the task is due again, at another time of the working day, until it has
     * been tried often enough; else it is done. The call is on the contact's timeline either way.
     *
     * @param attempts how often it was tried before, as far as the caller knows; null not to compare
     * @throws InvalidValueException if the task is no call
     * @throws TaskClosedException if it was closed before, or somebody else has logged a call in the meantime
     */
    @Transactional
    public Task called(UUID id, CallOutcome outcome, @Nullable String note, @Nullable Integer attempts, String actor) {
        contacts.lock(List.of(
                find(id).orElseThrow(() -> new TaskNotFoundException(id)).contactId()));
        var task = jdbc.sql("select * from task where id = :id for update")
                .param("id", id)
                .query(Tasks::toTask)
                .single();
        if (task.kind() != TaskKind.CALL) {
            throw new InvalidValueException(
                    "id", "is the task of a " + task.kind().label() + ", not of a call: mark it as done");
        }
        if (task.state() != Task.State.OPEN) {
            throw closed(id);
        }
        if (attempts != null && attempts != task.attempts()) {
            throw new TaskClosedException("Somebody has just logged a call for this; look at the contact's timeline");
        }
        calls.record(task.contactId(), outcome, note, actor, Map.of("attempt", task.attempts() + 1));
        if (!outcome.isWorthAnotherTry()) {
            return done(id, actor);
        }
        var tried = jdbc.sql("update task set attempts = attempts + 1, due_at = :dueAt where id = :id returning *")
                .param("dueAt", utc(nextCall(task)))
                .param("id", id)
                .query(Tasks::toTask)
                .single();
        return tried.attempts() < callAttempts() ? tried : done(id, actor);
    }

    private Instant nextCall(Task task) {
        var waits = properties.callAgainAfter();
        return task.attempts() < waits.size()
                ? deadlines.after(WorkingTime.parse(waits.get(task.attempts())), task.team(), task.owner())
                : task.dueAt();
    }

    private Optional<Task> known(NewTask task) {
        return jdbc.sql("select * from task where element_instance_key = :visit or key = :key")
                .param("visit", task.elementInstanceKey())
                .param("key", task.key())
                .query(Tasks::toTask)
                .optional();
    }

    private RuntimeException closed(UUID id) {
        return find(id).<RuntimeException>map(task -> new TaskClosedException(
                        "This task was " + task.state().label() + " by " + task.closedBy() + " at " + task.closedAt()
                                + (task.closedBecause() == null ? "" : ": " + task.closedBecause())))
                .orElseGet(() -> new TaskNotFoundException(id));
    }

    private static Task toTask(ResultSet row, int number) throws SQLException {
        return new Task(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                TaskKind.of(row.getString("kind")),
                row.getString("title"),
                row.getString("note"),
                row.getString("team"),
                row.getString("owner"),
                instant(row, "due_at"),
                Task.State.of(row.getString("state")),
                instant(row, "created_at"),
                instantOrNull(row, "closed_at"),
                row.getString("closed_by"),
                row.getString("closed_because"),
                row.getInt("attempts"),
                row.getBoolean("sells"),
                instantOrNull(row, "paused_at"));
    }
}
