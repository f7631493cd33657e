package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.EmailRequest.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The stored {@link Send}s, and the only place that changes their state. Every change names the state it changes.
 *
 * <p>Rows that are changed together are named twice, by their ids and in the values they get: from the ids PostgreSQL
 * sees that they are few, and goes through the index even where it does not know yet how much the table has grown. The
 * ids, and whose they are, come as queries of their own: if it knew the values, it would find a plan for just these a
 * little better and make one each time, which costs more than the change. What state a row must be in is said by
 * {@code case} where there are several: of {@code or} it makes a search through all that are planned.
 */
@Repository
class Sends {

    private static final String SETTLED = """
            update send s
            set state = n.state, reason = n.reason, smtp_code = coalesce(n.code, s.smtp_code),
                smtp_enhanced = coalesce(n.enhanced, s.smtp_enhanced),
                smtp_reply = coalesce(n.reply, s.smtp_reply),
                accepted_at = case when n.state = 'SENT' then n.at end,
                finished_at = case when n.state <> 'PLANNED' then n.at end,
                next_attempt_at = case when n.state = 'PLANNED' then n.at else s.next_attempt_at end,
                attempts = s.attempts - coalesce(n.uncounted, 0) + cast(q.handed_over_at is not null as integer),
                claimed_by = :by, relay = coalesce(q.relay, s.relay),
                subject = coalesce(q.subject, s.subject),
                template_version = coalesce(q.template_version, s.template_version),
                variant = coalesce(q.variant, s.variant)
            from jsonb_to_recordset(cast(:rows as jsonb)) as n (id uuid, state text, reason text,
                 code integer, enhanced text, reply text, at timestamptz, uncounted integer)
            left join q on q.send_id = n.id
            where s.id = any(array(select unnest(:ids))) and s.id = n.id
              and case s.state when 'PLANNED' then q.send_id is not null
                               when 'UNKNOWN' then s.claimed_by = (select cast(:by as text)) end
            """;

    /** What {@link #toFinished} reads. */
    private static final String FINISHED =
            "s.id, s.job_key, s.state, s.stream, s.contact_id, s.template, s.recipient_address, s.accepted_at";

    private static final String FINAL = """
            with q as (
                delete from send_queue
                where send_id = any(array(select unnest(:ids))) and claimed_by = (select cast(:by as text))
                returning send_id, relay, handed_over_at, subject, template_version, variant
            )
            %s
            returning %s
            """.formatted(SETTLED, FINISHED);

    private static final String AGAIN = """
            with q as (
                select send_id, relay, handed_over_at, subject, template_version, variant from send_queue
                where send_id = any(array(select unnest(:ids))) and claimed_by = (select cast(:by as text))
                for update
            ), s as (
                %s
                returning s.*
            ), back as (
                %s from s
                on conflict (send_id) do update
                set next_attempt_at = excluded.next_attempt_at, claimed_by = null, claimed_at = null, relay = null,
                    handed_over_at = null, subject = null, template_version = null, variant = null
            )
            select %s from s
            """.formatted(SETTLED, SendQueue.ENQUEUE, FINISHED);

    private final JdbcClient jdbc;

    Sends(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Send> find(UUID id) {
        return jdbc.sql("select * from send where id = :id")
                .param("id", id)
                .query(Sends::toSend)
                .optional();
    }

    List<Send> ofContact(ContactId contact) {
        return jdbc.sql("select * from send where contact_id = :contact order by planned_at, id")
                .param("contact", contact.value())
                .query(Sends::toSend)
                .list();
    }

    /** Finds and takes the sends of these step visits, so that none becomes final meanwhile. */
    Map<Long, Send> findByStepVisit(Collection<Long> elementInstanceKeys) {
        var found = new LinkedHashMap<Long, Send>();
        jdbc.sql("select * from send where element_instance_key = any(:keys) order by id for update")
                .param("keys", elementInstanceKeys.toArray(Long[]::new))
                .query(Sends::toSend)
                .list()
                .forEach(send -> found.put(send.elementInstanceKey(), send));
        return found;
    }

    /** Sends by their ids, in the order of these. */
    List<Send> findAll(Collection<UUID> ids) {
        return jdbc.sql("""
                        select s.* from unnest(:ids) with ordinality as n (id, place)
                        cross join lateral (select * from send s where s.id = n.id offset 0) s order by n.place
                        """)
                .param("ids", Columns.uuids(ids))
                .query(Sends::toSend)
                .list();
    }

    /** Stores new sends; those whose step visit has one already are left alone. */
    void insert(Collection<Send> sends) {
        if (sends.isEmpty()) {
            return;
        }
        var rows = sends.stream().map(Sends::toRow).toList();
        var columns = String.join(", ", rows.getFirst().keySet());
        jdbc.sql("""
                        with s as (
                            insert into send (%1$s)
                            select %1$s from jsonb_populate_recordset(null::send, cast(:rows as jsonb))
                            on conflict (element_instance_key) do nothing
                            returning *
                        )
                        %2$s from s where s.state = 'PLANNED'
                        """.formatted(columns, SendQueue.ENQUEUE))
                .param("rows", Columns.json(rows))
                .update();
    }

    /** Notes the job that waits for a send now. */
    void setJobKey(UUID id, long jobKey) {
        jdbc.sql("update send set job_key = :jobKey where id = :id and job_key is distinct from :jobKey")
                .param("id", id)
                .param("jobKey", jobKey)
                .update();
    }

    /** Gives up some of what is not handed over yet of a journey, a template or a broadcast. */
    List<Finished> cancel(HoldKind kind, String name, String reason, Instant at, int limit) {
        var ids = jdbc.sql("""
                        select send_id from send_queue where handed_over_at is null and %s
                        limit :limit for update skip locked
                        """.formatted(condition(kind)))
                .param("name", name)
                .param("limit", limit)
                .query((row, number) -> Columns.uuid(row, "send_id"))
                .list();
        return cancelLocked(ids, reason, at);
    }

    /**
     * Takes mails whose places are locked out of the queue, and out of the senders' hands, but for those whose bytes
     * may have left.
     */
    private List<Finished> cancelLocked(Collection<UUID> ids, String reason, Instant at) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        with gone as (
                            delete from send_queue where send_id = any(:ids) and handed_over_at is null returning send_id
                        )
                        update send s set state = 'CANCELLED', reason = :reason, finished_at = :at
                        from gone where s.id = gone.send_id
                        returning %s
                        """.formatted(FINISHED))
                .param("ids", Columns.uuids(ids))
                .param("reason", reason)
                .param("at", utc(at))
                .query(Sends::toFinished)
                .list();
    }

    private static String condition(HoldKind kind) {
        return switch (kind) {
            case JOURNEY -> "process_id = :name";
            case TEMPLATE -> "template = :name";
            case BROADCAST -> "broadcast_id = cast(:name as uuid)";
            case STREAM, RELAY -> throw new IllegalArgumentException("A " + kind.label() + " is held, not cancelled");
        };
    }

    /** Notes against which day's cap mails count whose rows are locked. */
    void count(Map<UUID, LocalDate> days) {
        jdbc.sql("""
                        update send s set counts_on = n.day
                        from unnest(:ids, cast(:days as date[])) as n (id, day)
                        where s.id = any(array(select unnest(:ids))) and s.id = n.id
                        """)
                .param("ids", Columns.uuids(days.keySet()))
                .param("days", days.values().stream().map(LocalDate::toString).toArray(String[]::new))
                .update();
    }

    /** Moves what has to wait longer and has its place locked. */
    void postpone(Collection<Postponement> postponements) {
        var rows = postponements.stream()
                .map(postponement -> {
                    var row = new LinkedHashMap<String, @Nullable Object>();
                    row.put("id", postponement.id());
                    row.put("at", postponement.at());
                    row.put("counts_on", postponement.countsOn());
                    row.put("reason", postponement.reason());
                    row.put("not_after", postponement.notAfter());
                    return row;
                })
                .toList();
        jdbc.sql("""
                        with n as materialized (
                            select * from jsonb_to_recordset(cast(:rows as jsonb))
                                     as n (id uuid, at timestamptz, counts_on date, reason text, not_after timestamptz)
                        ), moved as (
                            update send_queue q set next_attempt_at = n.at, not_after = n.not_after from n
                            where q.send_id = any(array(select unnest(:ids))) and q.send_id = n.id
                        )
                        update send s
                        set due_at = n.at, next_attempt_at = n.at, counts_on = n.counts_on, reason = n.reason,
                            not_after = n.not_after
                        from n
                        where s.id = any(array(select unnest(:ids))) and s.id = n.id and s.state = 'PLANNED'
                        """)
                .param("ids", postponements.stream().map(Postponement::id).toArray(UUID[]::new))
                .param("rows", Columns.json(rows))
                .update();
    }

    /** Ends mails that nobody has in hand and that have their places locked. */
    List<Finished> end(Collection<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        with gone as (
                            delete from send_queue q
                            where q.send_id = any(array(select unnest(:ids))) and q.claimed_by is null
                            returning q.send_id
                        )
                        update send s set state = n.state, reason = n.reason, finished_at = n.at
                        from jsonb_to_recordset(cast(:rows as jsonb))
                             as n (id uuid, state text, reason text, at timestamptz)
                        join gone on gone.send_id = n.id
                        where s.id = any(array(select unnest(:ids))) and s.id = n.id
                        returning %s
                        """.formatted(FINISHED))
                .param("ids", idsOf(outcomes))
                .param("rows", Columns.json(outcomes.stream().map(Sends::toRow).toList()))
                .query(Sends::toFinished)
                .list();
    }

    /**
     * Records what became of mails that an instance has in hand, and takes them out of it. What others gave up in the
     * meantime, for they thought the instance dead, is mended by what it knows.
     */
    List<Finished> settle(Collection<Outcome> outcomes, String claimedBy) {
        var settled = new ArrayList<Finished>();
        var byEnd = outcomes.stream()
                .collect(Collectors.partitioningBy(outcome -> outcome.state().isFinal()));
        settled.addAll(settle(FINAL, byEnd.getOrDefault(true, List.of()), claimedBy));
        settled.addAll(settle(AGAIN, byEnd.getOrDefault(false, List.of()), claimedBy));
        return settled;
    }

    private List<Finished> settle(String statement, List<Outcome> outcomes, String claimedBy) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(statement)
                .param("ids", idsOf(outcomes))
                .param("rows", Columns.json(outcomes.stream().map(Sends::toRow).toList()))
                .param("by", claimedBy)
                .query(Sends::toFinished)
                .list();
    }

    int cancelMarketing(ContactId contact, int beforeStageEntry, String reason, Instant at) {
        var ids = jdbc.sql("""
                        select q.send_id from send s join send_queue q on q.send_id = s.id
                        where s.contact_id = :contact and s.stream = 'marketing' and s.stage_entry < :entry
                          and s.state = 'PLANNED' order by q.send_id for update of q
                        """)
                .param("contact", contact.value())
                .param("entry", beforeStageEntry)
                .query((row, number) -> Columns.uuid(row, "send_id"))
                .list();
        return cancelLocked(ids, reason, at).size();
    }

    int cancelForDeals(Collection<UUID> deals, String reason, Instant at) {
        var ids = jdbc.sql("select send_id from send_queue where deal_id = any(:deals) order by send_id for update")
                .param("deals", Columns.uuids(deals))
                .query((row, number) -> Columns.uuid(row, "send_id"))
                .list();
        return cancelLocked(ids, reason, at).size();
    }

    /**
     * Notes that a mail came back.
     *
     * @return false where that was known; that an address is dead counts even after other news
     */
    boolean bounced(UUID id, Bounce bounce) {
        return jdbc.sql("""
                        update send
                        set bounced_at = :at, bounce_class = :class, bounce_status = :status, bounce_reason = :reason
                        where id = :id
                          and (state in ('SENT', 'UNKNOWN')
                               or exists (select from send_queue q where q.send_id = :id and q.handed_over_at is not null))
                          and (bounced_at is null or :class = 'address' and bounce_class <> 'address')
                        """)
                        .param("id", id)
                        .param("at", utc(bounce.at()))
                        .param("class", bounce.bounceClass())
                        .param("status", bounce.status())
                        .param("reason", bounce.reason())
                        .update()
                > 0;
    }

    /** The newest mail that went to the contact under this address since a moment. */
    Optional<Send> newestTo(ContactId contact, String address, Instant since) {
        return jdbc.sql("""
                        select s.* from send s left join send_queue q on q.send_id = s.id
                        where s.contact_id = :contact and s.to_contact
                          and lower(s.recipient_address) = lower(:address)
                          and (s.state in ('SENT', 'UNKNOWN') or q.handed_over_at is not null)
                          and coalesce(s.accepted_at, s.finished_at, q.handed_over_at) > :since
                        order by coalesce(s.accepted_at, s.finished_at, q.handed_over_at) desc limit 1
                        """)
                .param("contact", contact.value())
                .param("address", address)
                .param("since", utc(since))
                .query(Sends::toSend)
                .optional();
    }

    /** Lets the next claim look again at a contact's waiting mail on a topic, because the contact agreed. */
    void wakeConfirmed(ContactId contact, String topic, Instant now) {
        jdbc.sql("""
                        with woken as (
                            update send_queue q set next_attempt_at = :now from send s
                            where s.contact_id = :contact and s.stream = 'marketing' and s.state = 'PLANNED'
                              and s.topic = :topic and s.reason like 'Waits for the contact to confirm%'
                              and q.send_id = s.id
                            returning q.send_id
                        )
                        update send s set due_at = :now, next_attempt_at = :now from woken where s.id = woken.send_id
                        """)
                .param("contact", contact.value())
                .param("topic", topic)
                .param("now", utc(now))
                .update();
    }

    /** Lets the next claim look at a contact's waiting marketing mail, because the contact agreed no more. */
    void wakeWithdrawn(ContactId contact, @Nullable String topic, Instant now) {
        jdbc.sql("""
                        with woken as (
                            update send_queue q set next_attempt_at = :now from send s
                            where s.contact_id = :contact and s.stream = 'marketing' and s.state = 'PLANNED'
                              and (cast(:topic as text) is null or s.topic = :topic)
                              and q.send_id = s.id and q.next_attempt_at > :now
                            returning q.send_id
                        )
                        update send s set next_attempt_at = :now from woken where s.id = woken.send_id
                        """)
                .param("contact", contact.value())
                .param("topic", topic)
                .param("now", utc(now))
                .update();
    }

    /** Lets the next claim look again at mail that waits for this reason, which begins so. */
    int wakeHeld(Collection<ContactId> contacts, String reason, Instant now) {
        return jdbc.sql("""
                        with woken as (
                            update send_queue q set next_attempt_at = :now from send s
                            where s.contact_id = any(:contacts) and s.state = 'PLANNED' and starts_with(s.reason, :reason)
                              and q.send_id = s.id and q.next_attempt_at > :now
                            returning q.send_id
                        )
                        update send s set due_at = :now, next_attempt_at = :now from woken where s.id = woken.send_id
                        """)
                .param("contacts", contacts.stream().map(ContactId::value).toArray(UUID[]::new))
                .param("reason", reason)
                .param("now", utc(now))
                .update();
    }

    void erase(ContactId contact) {
        jdbc.sql("delete from send_queue where send_id in (select id from send where contact_id = :contact)")
                .param("contact", contact.value())
                .update();
        jdbc.sql("delete from send where contact_id = :contact")
                .param("contact", contact.value())
                .update();
    }

    void move(ContactId keep, ContactId merged) {
        jdbc.sql("update send set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }

    /** What a relay may get now, of the pace that all instances share; the rest of the second is not saved up. */
    int takePace(String relay, int perSecond, int wanted, Instant realNow) {
        var oneSecondAgo = realNow.minusSeconds(1);
        var next = jdbc.sql("select next_at from relay_pace where relay = :relay for update")
                .param("relay", relay)
                .query((row, number) -> instant(row, "next_at"))
                .optional()
                .orElse(oneSecondAgo);
        var from = next.isBefore(oneSecondAgo) ? oneSecondAgo : next;
        long available = Duration.between(from, realNow).toNanos() * perSecond / 1_000_000_000L;
        return Math.clamp(available, 0, wanted);
    }

    void usePace(String relay, int perSecond, int used, Instant realNow) {
        jdbc.sql("""
                        insert into relay_pace as p (relay, next_at) values (:relay, :floor + cast(:nanos as bigint) / 1000 * interval '1 microsecond')
                        on conflict (relay) do update
                        set next_at = greatest(p.next_at, :floor) + cast(:nanos as bigint) / 1000 * interval '1 microsecond'
                        """)
                .param("relay", relay)
                .param("floor", utc(realNow.minusSeconds(1)))
                .param("nanos", used * 1_000_000_000L / perSecond)
                .update();
    }

    private static UUID[] idsOf(Collection<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::id).toArray(UUID[]::new);
    }

    /** Without what is null: there are many, and PostgreSQL reads each word. */
    private static Map<String, Object> toRow(Outcome outcome) {
        var row = new LinkedHashMap<String, Object>();
        row.put("id", outcome.id());
        row.put("state", outcome.state().name());
        row.put("at", outcome.at());
        put(row, "reason", outcome.reason());
        put(row, "code", outcome.code());
        put(row, "enhanced", outcome.enhanced());
        put(row, "reply", outcome.reply());
        put(row, "uncounted", outcome.counted() ? null : 1);
        return row;
    }

    private static void put(Map<String, Object> row, String column, @Nullable Object value) {
        if (value != null) {
            row.put(column, value);
        }
    }

    private static Map<String, @Nullable Object> toRow(Send send) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("id", send.id());
        row.put("element_instance_key", send.elementInstanceKey());
        row.put("job_key", send.jobKey());
        row.put("contact_id", send.contactId());
        row.put("stage_entry", send.stageEntry());
        row.put("deal_id", send.dealId());
        row.put("process_id", send.processId());
        row.put("element_id", send.elementId());
        row.put("template", send.template());
        row.put("stream", send.stream().label());
        row.put("topic", send.topic());
        row.put("recipient_address", send.address());
        row.put("recipient_name", send.recipientName());
        row.put("to_contact", send.toContact());
        var owner = send.owner();
        row.put("owner_name", owner == null ? null : owner.name());
        row.put("owner_email", owner == null ? null : owner.email());
        row.put("in_the_name_of_owner", send.inTheNameOfOwner());
        row.put("send_window", send.window());
        row.put("on_cap", send.onCap().name());
        row.put("repeat", send.repeat());
        row.put("links", send.links());
        row.put("facts", send.facts());
        row.put("state", send.state().name());
        row.put("reason", send.reason());
        row.put("planned_at", send.plannedAt());
        row.put("due_at", send.dueAt());
        row.put("counts_on", send.countsOn());
        row.put("not_after", send.notAfter());
        row.put("next_attempt_at", send.nextAttemptAt());
        row.put("attempts", send.attempts());
        row.put("message_id", send.messageId());
        row.put("finished_at", send.finishedAt());
        row.put("variant", send.variant());
        row.put("test_by", send.testBy());
        return row;
    }

    static Send toSend(ResultSet row, int number) throws SQLException {
        var ownerName = row.getString("owner_name");
        var ownerEmail = row.getString("owner_email");
        return new Send(
                Columns.uuid(row, "id"),
                row.getLong("element_instance_key"),
                row.getObject("job_key", Long.class),
                new ContactId(Columns.uuid(row, "contact_id")),
                row.getObject("stage_entry", Integer.class),
                row.getObject("deal_id", UUID.class),
                row.getString("process_id"),
                row.getString("element_id"),
                row.getString("template"),
                row.getString("template_version"),
                Stream.of(row.getString("stream")),
                row.getString("topic"),
                row.getString("recipient_address"),
                row.getString("recipient_name"),
                row.getBoolean("to_contact"),
                ownerName == null || ownerEmail == null ? null : new Owner(ownerName, ownerEmail),
                row.getBoolean("in_the_name_of_owner"),
                row.getString("send_window"),
                OnCap.valueOf(row.getString("on_cap")),
                row.getBoolean("repeat"),
                Columns.object(row.getString("links")),
                Columns.object(row.getString("facts")),
                SendState.valueOf(row.getString("state")),
                row.getString("reason"),
                instant(row, "planned_at"),
                instant(row, "due_at"),
                row.getObject("counts_on", LocalDate.class),
                instant(row, "not_after"),
                instant(row, "next_attempt_at"),
                row.getInt("attempts"),
                row.getString("message_id"),
                row.getString("subject"),
                row.getObject("smtp_code", Integer.class),
                row.getString("smtp_enhanced"),
                row.getString("smtp_reply"),
                instantOrNull(row, "accepted_at"),
                instantOrNull(row, "finished_at"),
                row.getString("variant"),
                row.getString("test_by"),
                toBounce(row));
    }

    private static @Nullable Bounce toBounce(ResultSet row) throws SQLException {
        var at = instantOrNull(row, "bounced_at");
        return at == null
                ? null
                : new Bounce(
                        at,
                        row.getString("bounce_class"),
                        row.getString("bounce_status"),
                        row.getString("bounce_reason"));
    }

    private static Finished toFinished(ResultSet row, int number) throws SQLException {
        return new Finished(
                Columns.uuid(row, "id"),
                row.getObject("job_key", Long.class),
                SendState.valueOf(row.getString("state")),
                Stream.of(row.getString("stream")),
                new ContactId(Columns.uuid(row, "contact_id")),
                row.getString("template"),
                row.getString("recipient_address"),
                instantOrNull(row, "accepted_at"));
    }

    static List<UUID> ids(Collection<Send> sends) {
        return new ArrayList<>(sends.stream().map(Send::id).toList());
    }

    record Postponement(
            UUID id,
            Instant at,
            LocalDate countsOn,
            @Nullable String reason,
            Instant notAfter) {}

    /**
     * What became of a send.
     *
     * @param at when it was settled, or when to try again
     * @param counted whether the attempt counts; not where the relay could not even be reached
     */
    record Outcome(
            UUID id,
            SendState state,
            @Nullable String reason,
            @Nullable Integer code,
            @Nullable String enhanced,
            @Nullable String reply,
            Instant at,
            boolean counted) {

        static Outcome of(UUID id, SendState state, @Nullable String reason, Instant at) {
            return new Outcome(id, state, reason, null, null, null, at, true);
        }
    }

    /** A send whose state was changed. */
    record Finished(
            UUID id,
            @Nullable Long jobKey,
            SendState state,
            Stream stream,
            ContactId contactId,
            String template,
            String address,
            @Nullable Instant acceptedAt) {}
}
