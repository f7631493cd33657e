package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;
import static dev.trellis.platform.UtcTime.utcOrNull;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactWords;
import dev.trellis.contact.SomeContacts;
import dev.trellis.handoff.Origin.ScoreRule;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.platform.Plans;
import dev.trellis.platform.security.Sight;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows behind {@link Handoffs}. */
@Repository
class HandoffStore {

    /** So many contacts are looked for one by one. */
    private static final int FEW = 500;

    private static final String[] SALES = Arrays.stream(HandoffKind.values())
            .filter(HandoffKind::isSale)
            .map(HandoffKind::label)
            .toArray(String[]::new);

    private final JdbcClient jdbc;

    HandoffStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A hand-off and the engine's interest in it.
     *
     * @param elementInstanceKey the visit that took it up last
     * @param toldTo the visit that heard how it ended
     */
    record Stored(
            Handoff handoff,
            @Nullable Long jobKey,
            @Nullable WaitsFor waitsFor,
            long elementInstanceKey,
            @Nullable Long toldTo) {}

    Optional<Handoff> find(UUID id) {
        return jdbc.sql("select * from handoff where id = :id")
                .param("id", id)
                .query(HandoffStore::toHandoff)
                .optional();
    }

    Optional<Stored> latest(ContactId contact, HandoffKind kind, int stageEntry) {
        return jdbc.sql("""
                        select * from handoff
                        where contact_id = :contact and kind = :kind and stage_entry = :entry
                        order by id desc limit 1""")
                .param("contact", contact.value())
                .param("kind", kind.label())
                .param("entry", stageEntry)
                .query(HandoffStore::toStored)
                .optional();
    }

    List<Handoff> ofContact(ContactId contact) {
        return jdbc.sql("select * from handoff where contact_id = :contact order by id")
                .param("contact", contact.value())
                .query(HandoffStore::toHandoff)
                .list();
    }

    Page<Handoff> page(HandoffFilter filter, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var sql = new StringBuilder("select * from handoff where ")
                .append(filter.sight().onOwnerAndTeam("handoff"));
        var parameters = new HashMap<String, Object>(filter.sight().parameters());
        if (filter.state() != null) {
            sql.append(" and state = :state");
            parameters.put("state", filter.state().label());
        }
        if (filter.owner() != null) {
            sql.append(" and owner = :owner");
            parameters.put("owner", filter.owner());
        }
        if (filter.team() != null) {
            sql.append(" and team = :team");
            parameters.put("team", filter.team());
        }
        if (filter.contact() != null) {
            sql.append(" and contact_id = :contact");
            parameters.put("contact", filter.contact().value());
        }
        if (cursor != null) {
            sql.append(" and (opened_at, id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by opened_at, id limit ")
                        .append(limit + 1)
                        .toString())
                .params(parameters)
                .query(HandoffStore::toHandoff)
                .list();
        return Page.of(rows, limit, handoff -> new Cursor(handoff.openedAt(), handoff.id()));
    }

    List<Handoff> all(Collection<UUID> ids) {
        return jdbc.sql("""
                        select handoff.* from unnest(cast(:ids as uuid[])) with ordinality as wanted (id, place)
                        join handoff using (id) order by place""")
                .param("ids", ids.toArray(UUID[]::new))
                .query(HandoffStore::toHandoff)
                .list();
    }

    Page<Handoff> page(
            HandoffList list,
            @Nullable String owner,
            @Nullable SomeContacts whom,
            Sight sight,
            @Nullable String after,
            int limit) {
        if (whom != null) {
            Plans.forTheseValues(jdbc);
        }
        var cursor = Cursor.parse(after);
        var rows = jdbc.sql("select * from handoff where " + condition(list, owner, whom, sight)
                        + (cursor == null ? "" : " and " + list.after(":cursorAt", ":cursorId"))
                        + " order by " + list.order() + " limit " + (limit + 1))
                .params(parameters(owner, whom, sight))
                .param("cursorAt", cursor == null ? null : utc(cursor.at()))
                .param("cursorId", cursor == null ? null : cursor.id())
                .query(HandoffStore::toHandoff)
                .list();
        return Page.of(rows, limit, handoff -> new Cursor(list.time(handoff), handoff.id()));
    }

    int count(HandoffList list, @Nullable String owner, Sight sight) {
        return jdbc.sql("select count(*) from handoff where " + condition(list, owner, null, sight))
                .params(parameters(owner, null, sight))
                .query(Integer.class)
                .single();
    }

    /** About whom something must be, for one of these words' contacts. */
    SomeContacts about(ContactWords words) {
        return words.ifFew(jdbc, FEW, "handoff", "task")
                .map(SomeContacts::few)
                .orElseGet(() -> SomeContacts.many(words.condition(), words.parameters()));
    }

    private static String condition(
            HandoffList list, @Nullable String owner, @Nullable SomeContacts whom, Sight sight) {
        return list.condition() + (owner == null ? "" : " and owner = :owner")
                + (whom == null ? "" : " and " + whom.condition("handoff.contact_id")) + " and "
                + sight.onOwnerAndTeam("handoff");
    }

    private static Map<String, Object> parameters(@Nullable String owner, @Nullable SomeContacts whom, Sight sight) {
        var parameters = new HashMap<String, Object>(sight.parameters());
        if (owner != null) {
            parameters.put("owner", owner);
        }
        if (whom != null) {
            parameters.putAll(whom.parameters());
        }
        return parameters;
    }

    Handoff add(HandoffRequest request, Route route, Handoff handoff) {
        return jdbc.sql("""
                        insert into handoff (id, contact_id, kind, stage_entry, team, state, owner, why, assigned_because,
                                             priority, playbook, score, fit, temperature, opened_at, due_at, job_key, waits_for,
                                             element_instance_key, routed_because, paused_at)
                        values (:id, :contact, :kind, :entry, :team, 'open', :owner, :why, :because,
                                :priority, :playbook, :score, :fit, :temperature, :openedAt, :dueAt, :jobKey, :waitsFor, :visit,
                                :routedBecause, :pausedAt)
                        returning *""")
                .param("id", handoff.id())
                .param("contact", handoff.contactId().value())
                .param("kind", handoff.kind().label())
                .param("entry", handoff.stageEntry())
                .param("team", handoff.team())
                .param("owner", handoff.owner())
                .param("why", handoff.why())
                .param("because", handoff.assignedBecause())
                .param("priority", handoff.priority().label())
                .param("playbook", handoff.playbook())
                .param("score", handoff.score())
                .param("fit", handoff.fit())
                .param("temperature", handoff.temperature())
                .param("openedAt", utc(handoff.openedAt()))
                .param("dueAt", utc(handoff.dueAt()))
                .param("jobKey", request.jobKey())
                .param("waitsFor", request.waitsFor().label())
                .param("visit", request.elementInstanceKey())
                .param("routedBecause", route.because())
                .param("pausedAt", utcOrNull(handoff.pausedAt()))
                .query(HandoffStore::toHandoff)
                .single();
    }

    /** Keeps what promoted the contact. */
    void noteOrigin(UUID id, Origin origin) {
        var rules = origin.scoreRules();
        jdbc.sql("""
                        update handoff
                        set promoted_by = :promotedBy, source = :source, scored_by = cast(:labels as text[]),
                            scored_rows = cast(:rows as integer[]), scored_points = cast(:points as float8[])
                        where id = :id""")
                .param("promotedBy", origin.promotedBy())
                .param("source", origin.source())
                .param("labels", rules.stream().map(ScoreRule::label).toArray(String[]::new))
                .param("rows", rules.stream().map(ScoreRule::rule).toArray(Integer[]::new))
                .param("points", rules.stream().map(ScoreRule::points).toArray(Double[]::new))
                .param("id", id)
                .update();
    }

    Origin origin(UUID id) {
        return jdbc.sql("select promoted_by, source, scored_by, scored_rows, scored_points from handoff where id = :id")
                .param("id", id)
                .query((row, number) ->
                        new Origin(row.getString("promoted_by"), row.getString("source"), scoreRules(row)))
                .single();
    }

    private static List<ScoreRule> scoreRules(ResultSet row) throws SQLException {
        var labels = (String[]) row.getArray("scored_by").getArray();
        var rows = (Integer[]) row.getArray("scored_rows").getArray();
        var points = (Double[]) row.getArray("scored_points").getArray();
        return IntStream.range(0, labels.length)
                .mapToObj(i -> new ScoreRule(rows[i], labels[i], points[i]))
                .toList();
    }

    /** What nobody has: of each team so many, the most urgent first and among those the oldest. */
    List<UUID> withoutOwner(int eachTeam) {
        return jdbc.sql("""
                        select id from (
                            select id, row_number() over (partition by team
                                                          order by priority = 'high' desc, opened_at, id) as place
                            from handoff where state = 'open' and owner is null) waiting
                        where place <= :eachTeam
                        order by place""")
                .param("eachTeam", eachTeam)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /** The step's job waits for the hand-off from now on. */
    Handoff waitedForBy(UUID id, HandoffRequest request) {
        return jdbc.sql("""
                        update handoff
                        set job_key = :jobKey, waits_for = :waitsFor, element_instance_key = :visit,
                            priority = case when :priority = 'high' then 'high' else priority end,
                            playbook = coalesce(:playbook, playbook)
                        where id = :id
                        returning *""")
                .param("jobKey", request.jobKey())
                .param("waitsFor", request.waitsFor().label())
                .param("visit", request.elementInstanceKey())
                .param("priority", request.priority().label())
                .param("playbook", request.playbook())
                .param("id", id)
                .query(HandoffStore::toHandoff)
                .single();
    }

    /** No job waits for it; the visit has its answer. */
    void answered(UUID id, long visit) {
        jdbc.sql("""
                        update handoff set job_key = null, waits_for = null, element_instance_key = :visit
                        where id = :id""").param("visit", visit).param("id", id).update();
    }

    /** The visit has heard how it ended. */
    void told(UUID id, long visit) {
        jdbc.sql("""
                        update handoff
                        set job_key = null, waits_for = null, told_to = :visit,
                            element_instance_key = greatest(element_instance_key, :visit)
                        where id = :id""").param("visit", visit).param("id", id).update();
    }

    Handoff reassign(UUID id, @Nullable String owner, String because, Instant dueAt) {
        return jdbc.sql("""
                        update handoff
                        set state = 'open', owner = :owner, assigned_because = :because, due_at = :dueAt, accepted_at = null
                        where id = :id
                        returning *""")
                .param("owner", owner)
                .param("because", because)
                .param("dueAt", utc(dueAt))
                .param("id", id)
                .query(HandoffStore::toHandoff)
                .single();
    }

    /** Gives what is pending to somebody, with the open tasks of it that whoever had it was to do. */
    Handoff giveTo(UUID id, String owner, String because, Instant dueAt) {
        return jdbc.sql("""
                        with before as (select id, owner from handoff where id = :id),
                        moved as (
                            update task set owner = :owner
                            from before
                            where task.handoff_id = before.id and task.state = 'open'
                              and task.owner is not distinct from before.owner)
                        update handoff set owner = :owner, assigned_because = :because, due_at = :dueAt
                        where id = :id
                        returning *""")
                .param("owner", owner)
                .param("because", because)
                .param("dueAt", utc(dueAt))
                .param("id", id)
                .query(HandoffStore::toHandoff)
                .single();
    }

    Optional<Stored> accept(UUID id, String owner, Instant at) {
        return jdbc.sql("""
                        update handoff set state = 'accepted', owner = :owner, accepted_at = :at
                        where id = :id and state = 'open'
                        returning *""")
                .param("owner", owner)
                .param("at", utc(at))
                .param("id", id)
                .query(HandoffStore::toStored)
                .optional();
    }

    /** Closes a hand-off that is in the state it must be in; of two who try, one gets it. */
    Optional<Stored> close(UUID id, HandoffState from, HandoffState to, Closing closing, Instant at) {
        return jdbc.sql("""
                        update handoff
                        set state = :to, closed_at = :at, reason = :reason, note = :note, return_until = :until
                        where id = :id and state = :from
                        returning *""")
                .param("to", to.label())
                .param("at", utc(at))
                .param("reason", closing.reason())
                .param("note", closing.note())
                .param("until", closing.until())
                .param("id", id)
                .param("from", from.label())
                .query(HandoffStore::toStored)
                .optional();
    }

    /** What is said when a hand-off is closed. */
    record Closing(
            @Nullable String reason,
            @Nullable String note,
            @Nullable LocalDate until) {

        static final Closing SILENT = new Closing(null, null, null);
    }

    /** The hand-offs of stage entries before these, however they stand. */
    List<UUID> before(Collection<StageEntry> entries) {
        return jdbc.sql("""
                        select handoff.id
                        from unnest(cast(:contacts as uuid[]), cast(:numbers as int[])) as entry (contact_id, number)
                        join handoff on handoff.contact_id = entry.contact_id and handoff.stage_entry < entry.number""")
                .param(
                        "contacts",
                        IdArrays.ids(entries.stream().map(StageEntry::contactId).toList()))
                .param("numbers", entries.stream().map(StageEntry::number).toArray(Integer[]::new))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /** Withdraws what is pending of stage entries before these, and says so in the history. */
    List<UUID> withdrawBefore(Collection<StageEntry> entries, String actor, Instant at) {
        return jdbc.sql("""
                        with withdrawn as (
                            update handoff
                            set state = 'withdrawn', closed_at = :at, job_key = null, waits_for = null
                            from unnest(cast(:contacts as uuid[]), cast(:numbers as int[])) as entry (contact_id, number)
                            where handoff.contact_id = entry.contact_id
                              and handoff.stage_entry < entry.number
                              and handoff.state in ('open', 'accepted')
                            returning handoff.id, handoff.owner)
                        insert into handoff_history (handoff_id, at, actor, action, owner, note)
                        select id, :at, :actor, 'withdrawn', owner, 'the contact left the stage' from withdrawn
                        returning handoff_id""")
                .param("at", utc(at))
                .param(
                        "contacts",
                        IdArrays.ids(entries.stream().map(StageEntry::contactId).toList()))
                .param("numbers", entries.stream().map(StageEntry::number).toArray(Integer[]::new))
                .param("actor", actor)
                .query((row, number) -> row.getObject("handoff_id", UUID.class))
                .list();
    }

    /** Stops the clocks of the contact's pending hand-offs that are about selling. */
    List<Handoff> pause(ContactId contact, Instant at) {
        return jdbc.sql("""
                        update handoff set paused_at = :at
                        where contact_id = :contact and state in ('open', 'accepted') and kind = any(:kinds)
                          and paused_at is null
                        returning *""")
                .param("contact", contact.value())
                .param("kinds", SALES)
                .param("at", utc(at))
                .query(HandoffStore::toHandoff)
                .list();
    }

    /** The contact's pending hand-offs whose clocks stand still. */
    List<Handoff> paused(ContactId contact) {
        return jdbc.sql("""
                        select * from handoff
                        where contact_id = :contact and state in ('open', 'accepted') and paused_at is not null
                        order by id for update""")
                .param("contact", contact.value())
                .query(HandoffStore::toHandoff)
                .list();
    }

    /** Its clock runs again. */
    Handoff resume(UUID id, Instant dueAt) {
        return jdbc.sql("update handoff set paused_at = null, due_at = :dueAt where id = :id returning *")
                .param("dueAt", utc(dueAt))
                .param("id", id)
                .query(HandoffStore::toHandoff)
                .single();
    }

    /** Everybody who has had it. */
    Set<String> ownersBefore(UUID id) {
        return jdbc.sql("select distinct owner from handoff_history where handoff_id = :id and owner is not null")
                .param("id", id)
                .query((row, number) -> row.getString("owner"))
                .set();
    }

    void addHistory(UUID id, HandoffEvent event) {
        jdbc.sql("""
                        insert into handoff_history (handoff_id, at, actor, action, owner, note, due_at)
                        values (:id, :at, :actor, :action, :owner, :note,
                                (select due_at from handoff where id = :id))""")
                .param("id", id)
                .param("at", utc(event.at()))
                .param("actor", event.actor())
                .param("action", event.action())
                .param("owner", event.owner())
                .param("note", event.note())
                .update();
    }

    /** By what way the last thing in its history was said. */
    void noteHow(UUID id, String via) {
        jdbc.sql("""
                        update handoff_history set via = :via
                        where id = (select max(id) from handoff_history where handoff_id = :id)""").param("via", via).param("id", id).update();
    }

    List<HandoffEvent> history(UUID id) {
        return jdbc.sql("select * from handoff_history where handoff_id = :id order by id")
                .param("id", id)
                .query((row, number) -> new HandoffEvent(
                        instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("owner"),
                        row.getString("note"),
                        row.getString("via")))
                .list();
    }

    private static Stored toStored(ResultSet row, int number) throws SQLException {
        var waitsFor = row.getString("waits_for");
        return new Stored(
                toHandoff(row, number),
                row.getObject("job_key", Long.class),
                waitsFor == null ? null : WaitsFor.of(waitsFor),
                row.getLong("element_instance_key"),
                row.getObject("told_to", Long.class));
    }

    private static Handoff toHandoff(ResultSet row, int number) throws SQLException {
        return new Handoff(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                HandoffKind.of(row.getString("kind")),
                row.getInt("stage_entry"),
                row.getString("team"),
                HandoffState.of(row.getString("state")),
                row.getString("owner"),
                row.getString("why"),
                because(row.getString("assigned_because"), row.getString("routed_because")),
                HandoffPriority.of(row.getString("priority")),
                row.getString("playbook"),
                row.getDouble("score"),
                row.getString("fit"),
                row.getString("temperature"),
                instant(row, "opened_at"),
                instant(row, "due_at"),
                instantOrNull(row, "accepted_at"),
                instantOrNull(row, "closed_at"),
                row.getString("reason"),
                row.getString("note"),
                row.getObject("return_until", LocalDate.class),
                instantOrNull(row, "paused_at"));
    }

    /** Why this person, and why this team. */
    private static String because(String assigned, String routed) {
        return routed.isEmpty() ? assigned : assigned + "; " + routed;
    }
}
