package dev.trellis.lifecycle;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored stage of each contact and how it got there. */
@Repository
class StageEntries {

    private final JdbcClient jdbc;

    StageEntries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A contact's row.
     *
     * @param nurtureUntil the day before which points do not promote it, where sales named one
     * @param journey whether it has, or is to have, a process instance
     */
    record Standing(
            LifecycleState state,
            @Nullable Instant rejectedAt,
            @Nullable String rejectionReason,
            @Nullable LocalDate nurtureUntil,
            boolean journey) {}

    Optional<Standing> find(ContactId contact) {
        return Optional.ofNullable(findAll(List.of(contact)).get(contact));
    }

    Map<ContactId, Standing> findAll(Collection<ContactId> contacts) {
        var found = new HashMap<ContactId, Standing>();
        if (contacts.isEmpty()) {
            return found;
        }
        jdbc.sql("select * from lifecycle where contact_id = any(cast(:ids as uuid[]))")
                .param("ids", array(contacts, id -> id))
                .query(row -> {
                    found.put(contact(row), standing(row));
                });
        return found;
    }

    /** Appends first entries. */
    void start(Collection<StageEntry> entries, boolean journey) {
        append(entries);
        jdbc.sql("""
                        insert into lifecycle (contact_id, stage, entry, entered_at, journey)
                        select n.*, :journey from unnest(cast(:contacts as uuid[]), cast(:stages as text[]),
                                                         cast(:numbers as integer[]), cast(:ats as timestamptz[])) as n
                        """)
                .param("contacts", array(entries, StageEntry::contactId))
                .param("stages", array(entries, entry -> entry.stage().name()))
                .param("numbers", array(entries, StageEntry::number))
                .param("ats", array(entries, StageEntry::enteredAt))
                .param("journey", journey)
                .update();
    }

    /** Appends further entries: their contacts have a journey from now on, and no lost deal keeps them resting. */
    void advance(Collection<StageEntry> entries) {
        append(entries);
        jdbc.sql("""
                        update lifecycle l
                        set stage = n.stage, entry = n.number, entered_at = n.entered_at, journey = true,
                            closed_lost = false, lost_reason = null, recycle_on = null
                        from unnest(cast(:contacts as uuid[]), cast(:stages as text[]), cast(:numbers as integer[]),
                                    cast(:ats as timestamptz[])) as n (contact_id, stage, number, entered_at)
                        where l.contact_id = n.contact_id
                        """)
                .param("contacts", array(entries, StageEntry::contactId))
                .param("stages", array(entries, entry -> entry.stage().name()))
                .param("numbers", array(entries, StageEntry::number))
                .param("ats", array(entries, StageEntry::enteredAt))
                .update();
    }

    private void append(Collection<StageEntry> entries) {
        jdbc.sql("""
                        insert into stage_entry (contact_id, number, stage, previous, reason, actor, entered_at)
                        select * from unnest(cast(:contacts as uuid[]), cast(:numbers as integer[]),
                                             cast(:stages as text[]), cast(:previous as text[]), cast(:reasons as text[]),
                                             cast(:actors as text[]), cast(:ats as timestamptz[]))
                        """)
                .param("contacts", array(entries, StageEntry::contactId))
                .param("numbers", array(entries, StageEntry::number))
                .param("stages", array(entries, entry -> entry.stage().name()))
                .param("previous", array(entries, entry -> entry.previous()))
                .param("reasons", array(entries, StageEntry::reason))
                .param("actors", array(entries, StageEntry::actor))
                .param("ats", array(entries, StageEntry::enteredAt))
                .update();
    }

    List<StageEntry> history(ContactId contact) {
        return jdbc.sql("select * from stage_entry where contact_id = :contact order by number")
                .param("contact", contact.value())
                .query(StageEntries::entry)
                .list();
    }

    /** Whether the contact was in the stage of its current entry before. */
    boolean wasHereBefore(ContactId contact, Stage stage, int entry) {
        return jdbc.sql("""
                        select exists (select 1 from stage_entry
                                       where contact_id = :contact and stage = :stage and number < :entry)
                        """)
                .param("contact", contact.value())
                .param("stage", stage.name())
                .param("entry", entry)
                .query(Boolean.class)
                .single();
    }

    void rest(ContactId contact, String reason, @Nullable LocalDate recycleOn) {
        jdbc.sql("""
                        update lifecycle set closed_lost = true, lost_reason = :reason, recycle_on = :recycleOn
                        where contact_id = :contact
                        """)
                .param("contact", contact.value())
                .param("reason", reason)
                .param("recycleOn", recycleOn)
                .update();
    }

    void wake(ContactId contact) {
        jdbc.sql("""
                        update lifecycle set closed_lost = false, lost_reason = null, recycle_on = null
                        where contact_id = :contact and closed_lost
                        """).param("contact", contact.value()).update();
    }

    void reject(ContactId contact, String reason, @Nullable LocalDate nurtureUntil, Instant at) {
        jdbc.sql("""
                        update lifecycle set rejected_at = :at, rejection_reason = :reason, nurture_until = :until
                        where contact_id = :contact
                        """)
                .param("contact", contact.value())
                .param("reason", reason)
                .param("until", nurtureUntil)
                .param("at", utc(at))
                .update();
    }

    /** Some of those whom sales wants to hear of again from this day, or an earlier one, on. */
    List<ContactId> nurturedUntil(LocalDate day, int limit) {
        return jdbc.sql(
                        "select contact_id from lifecycle where nurture_until <= :day order by nurture_until limit :limit")
                .param("day", day)
                .param("limit", limit)
                .query((row, number) -> contact(row))
                .list();
    }

    /**
     * What sales said of these contacts is over, if its day has come.
     *
     * @return of whom it is over
     */
    List<ContactId> endNurture(Collection<ContactId> contacts, LocalDate day) {
        return jdbc.sql("""
                        update lifecycle set nurture_until = null, rejected_at = null, rejection_reason = null
                        where contact_id = any(cast(:ids as uuid[])) and nurture_until <= :day
                        returning contact_id
                        """)
                .param("ids", array(contacts, id -> id))
                .param("day", day)
                .query((row, number) -> contact(row))
                .list();
    }

    void reached(ContactId contact, int entry, long processInstanceKey) {
        jdbc.sql("""
                        update lifecycle
                        set entry_reached = greatest(entry_reached, :entry), process_instance_key = :instance
                        where contact_id = :contact and entry >= :entry
                        """)
                .param("contact", contact.value())
                .param("entry", entry)
                .param("instance", processInstanceKey)
                .update();
    }

    Optional<Standing> reachedNow(ContactId contact, long processInstanceKey) {
        return jdbc.sql("""
                        update lifecycle set entry_reached = entry, process_instance_key = :instance, journey = true
                        where contact_id = :contact returning *
                        """)
                .param("contact", contact.value())
                .param("instance", processInstanceKey)
                .query((row, number) -> standing(row))
                .optional();
    }

    List<StageEntry> unreached(Instant enteredBefore, int limit) {
        return jdbc.sql("""
                        select e.* from lifecycle l join stage_entry e on e.contact_id = l.contact_id and e.number = l.entry
                        where l.journey and l.entry_reached < l.entry and l.entered_at <= :before
                        order by l.entered_at limit :limit
                        """)
                .param("before", utc(enteredBefore))
                .param("limit", limit)
                .query(StageEntries::entry)
                .list();
    }

    /** What all contacts of a company entered, oldest first. */
    List<StageEntry> ofCompany(UUID company) {
        return jdbc.sql("""
                        select e.* from stage_entry e join contact c on c.id = e.contact_id
                        where c.company_id = :company order by e.entered_at, e.contact_id, e.number
                        """)
                .param("company", company)
                .query(StageEntries::entry)
                .list();
    }

    /** Whom of a company the last deal was lost, and nothing has happened since. */
    Set<ContactId> restingIn(UUID company) {
        return Set.copyOf(jdbc.sql("""
                        select l.contact_id from lifecycle l join contact c on c.id = l.contact_id
                        where c.company_id = :company and l.closed_lost
                        """)
                .param("company", company)
                .query((row, number) -> contact(row))
                .list());
    }

    Map<Stage, Long> contactsByStage() {
        return jdbc
                .sql("select stage, count(*) as contacts from lifecycle group by stage")
                .query((row, number) -> Map.entry(new Stage(row.getString("stage")), row.getLong("contacts")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void qualify(ContactId contact, Qualification qualification, String actor, Instant at) {
        jdbc.sql("""
                        insert into qualification (contact_id, budget, authority, need, timeline, actor, qualified_at)
                        values (:contact, :budget, :authority, :need, :timeline, :actor, :at)
                        on conflict (contact_id) do update
                        set budget = excluded.budget, authority = excluded.authority, need = excluded.need,
                            timeline = excluded.timeline, actor = excluded.actor,
                            qualified_at = excluded.qualified_at, holds = true
                        """)
                .param("contact", contact.value())
                .param("budget", qualification.budget())
                .param("authority", qualification.authority())
                .param("need", qualification.need())
                .param("timeline", qualification.timeline())
                .param("actor", actor)
                .param("at", utc(at))
                .update();
    }

    Optional<Qualification> qualification(ContactId contact) {
        return jdbc.sql("select * from qualification where contact_id = :contact and holds")
                .param("contact", contact.value())
                .query((row, number) -> new Qualification(
                        row.getString("budget"),
                        row.getString("authority"),
                        row.getString("need"),
                        row.getString("timeline")))
                .optional();
    }

    Set<ContactId> qualified(Collection<ContactId> contacts) {
        return Set.copyOf(
                jdbc.sql("select contact_id from qualification where contact_id = any(cast(:ids as uuid[])) and holds")
                        .param("ids", array(contacts, id -> id))
                        .query((row, number) -> contact(row))
                        .list());
    }

    /** Who went back to an earlier stage has to be qualified again. */
    void endQualification(Collection<ContactId> contacts) {
        jdbc.sql("update qualification set holds = false where contact_id = any(cast(:ids as uuid[]))")
                .param("ids", array(contacts, id -> id))
                .update();
    }

    private static Standing standing(ResultSet row) throws SQLException {
        var instance = row.getObject("process_instance_key", Long.class);
        return new Standing(
                new LifecycleState(
                        contact(row),
                        new Stage(row.getString("stage")),
                        row.getInt("entry"),
                        instant(row, "entered_at"),
                        row.getBoolean("closed_lost"),
                        row.getObject("recycle_on", LocalDate.class),
                        row.getInt("entry_reached"),
                        instance),
                instantOrNull(row, "rejected_at"),
                row.getString("rejection_reason"),
                row.getObject("nurture_until", LocalDate.class),
                row.getBoolean("journey"));
    }

    private static StageEntry entry(ResultSet row, int number) throws SQLException {
        var previous = row.getString("previous");
        return new StageEntry(
                contact(row),
                row.getInt("number"),
                new Stage(row.getString("stage")),
                previous == null ? null : new Stage(previous),
                row.getString("reason"),
                row.getString("actor"),
                instant(row, "entered_at"));
    }

    private static ContactId contact(ResultSet row) throws SQLException {
        return new ContactId(row.getObject("contact_id", UUID.class));
    }

    private static <T> @Nullable String[] array(
            Collection<T> values, Function<? super T, ? extends @Nullable Object> element) {
        var array = new @Nullable String[values.size()];
        int i = 0;
        for (var value : values) {
            var text = element.apply(value);
            array[i++] = text == null ? null : text.toString();
        }
        return array;
    }
}
