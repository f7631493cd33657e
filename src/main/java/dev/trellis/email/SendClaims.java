package dev.trellis.email;

import dev.trellis.email.Holds.Held;
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
 * What the senders of all instances have in hand: who took which mail, and whether its bytes may have left.
 *
 * <p>Whoever changes a mail and its claim locks the mail's row first. A mail that is cancelled is taken out of the
 * senders' hands too, so that it is not handed over; one that is handed over is not cancelled.
 */
@Repository
class SendClaims {

    /** Held by whoever claims. */
    static final int CLAIM_LOCK = 0x7e11a;

    private final JdbcClient jdbc;

    SendClaims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The condition that nobody has a mail in hand. PostgreSQL makes a join of {@code not exists}, and reads all claims
     * for each mail where it last counted them when there were none; this it looks up.
     *
     * @param send what the statement calls the mail's row
     */
    static String inNobodysHands(String send) {
        return "(select c.claimed_by from send_claim c where c.send_id = " + send + ".id) is null";
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

    /** Takes the rows of what is due, the longest due first, but for what is held and for the mail of broadcasts. */
    List<Send> lockDue(Stream stream, Held held, Instant now, int limit) {
        return jdbc.sql("""
                        select * from send
                        where state = 'PLANNED' and broadcast_id is null and stream = :stream and next_attempt_at <= :now
                          and process_id <> all(:heldJourneys) and template <> all(:heldTemplates)
                          and %s
                        order by next_attempt_at limit :limit for update skip locked
                        """.formatted(inNobodysHands("send")))
                .param("stream", stream.label())
                .param("now", Columns.timestamp(now))
                .param("heldJourneys", held.journeys())
                .param("heldTemplates", held.templates())
                .param("limit", limit)
                .query(Sends::toSend)
                .list();
    }

    /** Takes the rows of what is due of a broadcast, the longest due first. */
    List<Send> lockDueOf(UUID broadcast, Held held, Instant now, int limit) {
        return jdbc.sql("""
                        select * from send
                        where state = 'PLANNED' and broadcast_id = :broadcast and next_attempt_at <= :now
                          and process_id <> all(:heldJourneys) and template <> all(:heldTemplates)
                          and %s
                        order by next_attempt_at limit :limit for update skip locked
                        """.formatted(inNobodysHands("send")))
                .param("broadcast", broadcast)
                .param("now", Columns.timestamp(now))
                .param("heldJourneys", held.journeys())
                .param("heldTemplates", held.templates())
                .param("limit", limit)
                .query(Sends::toSend)
                .list();
    }

    /** Takes those of the rows that nobody has in hand and that are still to be sent, the longest due first. */
    List<Send> lockPlanned(Collection<UUID> ids) {
        return jdbc.sql("""
                        select * from send
                        where id = any(:ids) and state = 'PLANNED'
                          and %s
                        order by next_attempt_at for update skip locked
                        """.formatted(inNobodysHands("send")))
                .param("ids", Columns.uuids(ids))
                .query(Sends::toSend)
                .list();
    }

    /** The broadcasts with mail still to go, the oldest first: from one to the next in the index, not row by row. */
    List<UUID> broadcastsToGo() {
        return jdbc.sql("""
                        with recursive waiting (id) as (
                            (select broadcast_id from send where state = 'PLANNED' and broadcast_id is not null
                             order by broadcast_id limit 1)
                            union all
                            select (select broadcast_id from send where state = 'PLANNED' and broadcast_id > w.id
                                    order by broadcast_id limit 1)
                            from waiting w where w.id is not null
                        )
                        select id from waiting where id is not null
                        """).query((row, number) -> Columns.uuid(row, "id")).list();
    }

    /** Takes mails in hand whose rows are locked. */
    void claim(Collection<UUID> sends, String relay, String claimedBy, Instant at) {
        jdbc.sql("""
                        insert into send_claim (send_id, claimed_by, claimed_at, relay)
                        select id, :by, :at, :relay from unnest(:ids) as n (id)
                        """)
                .param("ids", Columns.uuids(sends))
                .param("relay", relay)
                .param("by", claimedBy)
                .param("at", Columns.timestamp(at))
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
                        update send_claim c
                        set handed_over_at = :at, subject = n.subject, template_version = n.version, variant = n.variant
                        from jsonb_to_recordset(cast(:rows as jsonb)) as n (id uuid, subject text, version text,
                                                                             variant text)
                        where c.send_id = any(array(select unnest(:ids))) and c.send_id = n.id
                          and c.claimed_by = (select cast(:by as text))
                          and c.handed_over_at is null
                        returning c.send_id
                        """)
                .param("ids", mails.stream().map(HandOver::id).toArray(UUID[]::new))
                .param("rows", Columns.json(rows))
                .param("by", claimedBy)
                .param("at", Columns.timestamp(at))
                .query((row, number) -> Columns.uuid(row, "send_id"))
                .list());
    }

    /** Lets go of what an instance has only claimed. */
    void letGo(String claimedBy) {
        jdbc.sql("delete from send_claim where claimed_by = :by and handed_over_at is null")
                .param("by", claimedBy)
                .update();
    }

    /** Takes the rows of what instances had in hand when they died. */
    List<InHand> lockStranded(Collection<String> living, int limit) {
        var stranded = jdbc.sql("select send_id from send_claim where claimed_by <> all(:living) limit :limit")
                .param("living", living.toArray(String[]::new))
                .param("limit", limit)
                .query((row, number) -> Columns.uuid(row, "send_id"))
                .list();
        return stranded.isEmpty()
                ? List.of()
                : lock(stranded).stream()
                        .filter(mail -> !living.contains(mail.claimedBy()))
                        .toList();
    }

    /** Takes the rows of those that an instance still has in hand. */
    List<InHand> lockHeld(Collection<UUID> ids, String claimedBy) {
        return lock(ids).stream()
                .filter(mail -> mail.claimedBy().equals(claimedBy))
                .toList();
    }

    private List<InHand> lock(Collection<UUID> ids) {
        return jdbc.sql("""
                        select s.id, s.stream, c.claimed_by, c.handed_over_at is not null as handed_over
                        from send s join send_claim c on c.send_id = s.id
                        where s.id = any(:ids)
                        order by s.id for update of s
                        """)
                .param("ids", Columns.uuids(ids))
                .query((row, number) -> new InHand(
                        Columns.uuid(row, "id"),
                        Stream.of(row.getString("stream")),
                        row.getString("claimed_by"),
                        row.getBoolean("handed_over")))
                .list();
    }

    /** How far those of the mails have come that are in hand. */
    Map<UUID, SendState> states(Collection<UUID> sends) {
        return jdbc
                .sql(
                        "select send_id, handed_over_at is not null as handed_over from send_claim where send_id = any(:ids)")
                .param("ids", Columns.uuids(sends))
                .query((row, number) -> Map.entry(
                        Columns.uuid(row, "send_id"),
                        row.getBoolean("handed_over") ? SendState.HANDED_OVER : SendState.CLAIMED))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
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
