package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.email.Holds.Held;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What is still to go, and what the senders of all instances have in hand: who took which mail, and whether its bytes
 * may have left. A mail stands in it as long as it is {@link SendState#PLANNED planned}.
 *
 * <p>Whoever changes a mail and its place in the queue locks its place first. A mail that is cancelled leaves the queue
 * even out of a sender's hands, so that it is not handed over; one that is handed over is not cancelled.
 */
@Repository
class SendQueue {

    /** Held by whoever claims. */
    static final int CLAIM_LOCK = 0x7e11a;

    /** A row of the queue for each row of {@code send} that is called {@code s}. */
    static final String ENQUEUE = """
            insert into send_queue (send_id, stream, broadcast_id, process_id, template, deal_id, next_attempt_at, not_after)
            select s.id, s.stream, s.broadcast_id, s.process_id, s.template, s.deal_id, s.next_attempt_at, s.not_after
            """;

    private final JdbcClient jdbc;

    SendQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Lets one claim happen at a time, among all instances, until the transaction ends: each sees what the one before
     * took from the contacts' caps.
     *
     * @return whether it is our turn
     */
    boolean tryTurn() {
        // What is due stands in the order of its index. PostgreSQL would rather sort it where it last counted the queue
        // when that was empty, and it is not any more. A claim that is lost with the power has handed nothing over.
        return jdbc.sql("""
                        select pg_try_advisory_xact_lock(:lock),
                               set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true),
                               set_config('synchronous_commit', 'off', true),
                               set_config('plan_cache_mode', 'force_generic_plan', true)
                        """)
                .param("lock", CLAIM_LOCK)
                .query((row, number) -> row.getBoolean(1))
                .single();
    }

    /**
     * Lets PostgreSQL plan each statement of this transaction once and for all, whatever the values. It compares what a
     * plan costs with what it cost when the tables were smaller, and would plan anew each time, for longer than the
     * statement takes.
     */
    void planOnce() {
        jdbc.sql("select set_config('plan_cache_mode', 'force_generic_plan', true)")
                .query()
                .singleRow();
    }

    /** Takes the places of what is due, the longest due first, but for what is held and for the mail of broadcasts. */
    List<UUID> lockDue(Stream stream, Held held, Instant now, int limit) {
        return jdbc.sql("""
                        select send_id from send_queue
                        where broadcast_id is null and stream = :stream and next_attempt_at <= :now
                          and claimed_by is null
                          and process_id <> all(:heldJourneys) and template <> all(:heldTemplates)
                        order by next_attempt_at limit :limit for update skip locked
                        """)
                .param("stream", stream.label())
                .param("now", utc(now))
                .param("heldJourneys", held.journeys())
                .param("heldTemplates", held.templates())
                .param("limit", limit)
                .query(SendQueue::toId)
                .list();
    }

    /** Takes the places of what is due of a broadcast, the longest due first. */
    List<UUID> lockDueOf(UUID broadcast, Held held, Instant now, int limit) {
        return jdbc.sql("""
                        select send_id from send_queue
                        where broadcast_id = :broadcast and next_attempt_at <= :now and claimed_by is null
                          and process_id <> all(:heldJourneys) and template <> all(:heldTemplates)
                        order by next_attempt_at limit :limit for update skip locked
                        """)
                .param("broadcast", broadcast)
                .param("now", utc(now))
                .param("heldJourneys", held.journeys())
                .param("heldTemplates", held.templates())
                .param("limit", limit)
                .query(SendQueue::toId)
                .list();
    }

    /** Takes the places of those that nobody has in hand and that are still to be sent, the longest due first. */
    List<UUID> lockFree(Collection<UUID> ids) {
        return jdbc.sql("""
                        select send_id from send_queue where send_id = any(:ids) and claimed_by is null
                        order by next_attempt_at for update skip locked
                        """)
                .param("ids", Columns.uuids(ids))
                .query(SendQueue::toId)
                .list();
    }

    /**
     * Takes the places of what is of no use any more. Those of broadcasts are left to the claim, for none is planned
     * for later than it is of use.
     */
    List<UUID> lockExpired(Collection<Stream> streams, Held held, Instant now, int limit) {
        return jdbc.sql("""
                        select send_id from send_queue
                        where broadcast_id is null and not_after < :now and stream = any(:streams) and claimed_by is null
                          and process_id <> all(:heldJourneys) and template <> all(:heldTemplates)
                        limit :limit for update skip locked
                        """)
                .param("streams", streams.stream().map(Stream::label).toArray(String[]::new))
                .param("now", utc(now))
                .param("heldJourneys", held.journeys())
                .param("heldTemplates", held.templates())
                .param("limit", limit)
                .query(SendQueue::toId)
                .list();
    }

    /** The broadcasts with mail still to go, the oldest first: from one to the next in the index, not row by row. */
    List<UUID> broadcastsToGo() {
        return jdbc.sql("""
                        with recursive waiting (id) as (
                            (select broadcast_id from send_queue where broadcast_id is not null
                             order by broadcast_id limit 1)
                            union all
                            select (select broadcast_id from send_queue where broadcast_id > w.id
                                    order by broadcast_id limit 1)
                            from waiting w where w.id is not null
                        )
                        select id from waiting where id is not null
                        """).query((row, number) -> Columns.uuid(row, "id")).list();
    }

    /** Takes mails in hand whose places are locked. */
    void claim(Collection<UUID> sends, String relay, String claimedBy, Instant at) {
        jdbc.sql("""
                        update send_queue set claimed_by = :by, claimed_at = :at, relay = :relay
                        where send_id = any(:ids)
                        """)
                .param("ids", Columns.uuids(sends))
                .param("relay", relay)
                .param("by", claimedBy)
                .param("at", utc(at))
                .update();
    }

    /** Notes, before the bytes go, that they are about to; what is cancelled by now is not among the answer. */
    Set<UUID> handOver(Collection<HandOver> mails, String claimedBy, Instant at) {
        var rows = mails.stream()
                .map(mail -> {
                    var row = new LinkedHashMap<String, @Nullable Object>();
                    row.put("id", mail.id());
                    row.put("subject", mail.subject());
                    row.put("version", mail.templateVersion());
                    row.put("variant", mail.variant());
                    return row;
                })
                .toList();
        return Set.copyOf(jdbc.sql("""
                        update send_queue q
                        set handed_over_at = :at, subject = n.subject, template_version = n.version, variant = n.variant
                        from jsonb_to_recordset(cast(:rows as jsonb)) as n (id uuid, subject text, version text,
                                                                             variant text)
                        where q.send_id = any(array(select unnest(:ids))) and q.send_id = n.id
                          and q.claimed_by = (select cast(:by as text))
                          and q.handed_over_at is null
                        returning q.send_id
                        """)
                .param("ids", mails.stream().map(HandOver::id).toArray(UUID[]::new))
                .param("rows", Columns.json(rows))
                .param("by", claimedBy)
                .param("at", utc(at))
                .query(SendQueue::toId)
                .list());
    }

    /** Lets go of what an instance has only claimed. */
    void letGo(String claimedBy) {
        jdbc.sql("""
                        update send_queue set claimed_by = null, claimed_at = null, relay = null
                        where claimed_by = :by and handed_over_at is null
                        """).param("by", claimedBy).update();
    }

    /** Takes the places of what instances had in hand when they died. */
    List<InHand> lockStranded(Collection<String> dead, int limit) {
        return jdbc.sql("""
                        select send_id, stream, claimed_by, handed_over_at from send_queue
                        where claimed_by = any(:dead) order by send_id limit :limit for update
                        """)
                .param("dead", dead.toArray(String[]::new))
                .param("limit", limit)
                .query(SendQueue::toInHand)
                .list();
    }

    /** Takes the places of those that an instance still has in hand. */
    List<InHand> lockHeld(Collection<UUID> ids, String claimedBy) {
        return jdbc.sql("""
                        select send_id, stream, claimed_by, handed_over_at from send_queue
                        where send_id = any(:ids) and claimed_by = :by order by send_id for update
                        """)
                .param("ids", Columns.uuids(ids))
                .param("by", claimedBy)
                .query(SendQueue::toInHand)
                .list();
    }

    /** How far those of the mails have come that are in hand. */
    Map<UUID, SendState> states(Collection<UUID> sends) {
        return jdbc
                .sql("""
                        select send_id, handed_over_at is not null as handed_over from send_queue
                        where send_id = any(:ids) and claimed_by is not null
                        """)
                .param("ids", Columns.uuids(sends))
                .query((row, number) -> Map.entry(
                        Columns.uuid(row, "send_id"),
                        row.getBoolean("handed_over") ? SendState.HANDED_OVER : SendState.CLAIMED))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static UUID toId(ResultSet row, int number) throws SQLException {
        return Columns.uuid(row, "send_id");
    }

    private static InHand toInHand(ResultSet row, int number) throws SQLException {
        return new InHand(
                Columns.uuid(row, "send_id"),
                Stream.of(row.getString("stream")),
                row.getString("claimed_by"),
                row.getObject("handed_over_at") != null);
    }

    /** A mail whose bytes are about to leave. */
    record HandOver(
            UUID id,
            String subject,
            String templateVersion,
            @Nullable String variant) {}

    /** A mail that an instance has taken, and whether the relay may have it. */
    record InHand(UUID id, Stream stream, String claimedBy, boolean handedOver) {}
}
