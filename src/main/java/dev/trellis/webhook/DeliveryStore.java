package dev.trellis.webhook;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;
import static dev.trellis.platform.UtcTime.utcOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored {@link Delivery deliveries}. */
@Repository
class DeliveryStore {

    private final JdbcClient jdbc;

    DeliveryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What of this some webhook wants to hear. */
    Set<String> wanted(Collection<String> types) {
        return jdbc.sql("""
                        select distinct type from webhook, unnest(events) as wanted (type)
                        where active and type = any(:types)""")
                .param("types", types.toArray(String[]::new))
                .query((row, number) -> row.getString(1))
                .set();
    }

    /** Writes messages down for every webhook that wants them. */
    int add(List<Message> messages, Instant at) {
        return jdbc.sql("""
                        insert into webhook_delivery
                            (webhook_id, message_id, type, contact_id, data, state, occurred_at, due_at)
                        select w.id, m.id, m.type, m.contact_id, m.data, 'waiting', :at, :at
                        from unnest(cast(:ids as text[]), cast(:types as text[]), cast(:contacts as uuid[]),
                                    cast(:data as text[])) with ordinality as m (id, type, contact_id, data, number)
                        join webhook w on w.active and m.type = any(w.events)
                        order by m.number, w.id""")
                .param("at", utc(at))
                .param("ids", messages.stream().map(Message::id).toArray(String[]::new))
                .param("types", messages.stream().map(Message::type).toArray(String[]::new))
                .param("contacts", messages.stream().map(Message::contact).toArray(UUID[]::new))
                .param("data", messages.stream().map(Message::data).toArray(String[]::new))
                .update();
    }

    /** What is to be told, before it is known to whom. */
    record Message(String id, String type, @Nullable UUID contact, String data) {}

    /** Writes a message down for one webhook. */
    long add(UUID webhook, Message message, Instant at) {
        return jdbc.sql("""
                        insert into webhook_delivery
                            (webhook_id, message_id, type, contact_id, data, state, occurred_at, due_at)
                        values (:webhook, :id, :type, cast(:contact as uuid), :data, 'waiting', :at, :at)
                        returning id""")
                .param("webhook", webhook)
                .param("id", message.id())
                .param("type", message.type())
                .param("contact", message.contact())
                .param("data", message.data())
                .param("at", utc(at))
                .query(Long.class)
                .single();
    }

    /** The webhooks that have something to hear now and want to. */
    List<Webhook> withDue(Instant now) {
        return jdbc.sql(Webhooks.SELECT + """
                        where w.active and (w.resting_until is null or w.resting_until <= :now)
                          and exists (select from webhook_delivery d
                                      where d.webhook_id = w.id and d.state = 'waiting' and d.due_at <= :now)
                        order by w.id""")
                .param("now", utc(now))
                .query(Webhooks::toWebhook)
                .list();
    }

    /**
     * Takes what is due for this webhook. Whoever takes it and never says what became of it has lost it when the lease
     * ends.
     */
    List<Delivery> claim(UUID webhook, int most, Instant now, Duration lease) {
        return jdbc.sql("""
                        with due as (
                            select id from webhook_delivery
                            where webhook_id = :webhook and state = 'waiting' and due_at <= :now
                            order by due_at, id limit :most for update skip locked)
                        update webhook_delivery d
                        set due_at = :until, attempts = attempts + 1, last_attempt_at = :now
                        from due where d.id = due.id
                        returning d.*""")
                .param("webhook", webhook)
                .param("most", most)
                .param("now", utc(now))
                .param("until", utc(now.plus(lease)))
                .query(DeliveryStore::toDelivery)
                .list();
    }

    /** It has arrived, whoever thinks to have it in hand by now. */
    void delivered(long id, @Nullable Integer status, String answer, Instant at) {
        jdbc.sql("""
                        update webhook_delivery
                        set state = 'delivered', last_status = :status, last_answer = :answer, finished_at = :at
                        where id = :id and state <> 'delivered'""")
                .param("id", id)
                .param("status", status)
                .param("answer", answer)
                .param("at", utc(at))
                .update();
    }

    /**
     * An attempt failed. Says nothing where another attempt has begun meanwhile.
     *
     * @param next when to try again; null for never
     */
    void failed(Delivery attempt, @Nullable Integer status, String answer, @Nullable Instant next, Instant at) {
        jdbc.sql("""
                        update webhook_delivery
                        set state = case when cast(:next as timestamptz) is null then 'dead' else state end,
                            due_at = coalesce(:next, due_at), last_status = :status, last_answer = :answer,
                            finished_at = case when cast(:next as timestamptz) is null then cast(:at as timestamptz) end
                        where id = :id and state = 'waiting' and attempts = :attempts""")
                .param("id", attempt.id())
                .param("attempts", attempt.attempts())
                .param("next", utcOrNull(next))
                .param("status", status)
                .param("answer", answer)
                .param("at", utc(at))
                .update();
    }

    /** Gives back what was taken and not begun. */
    void release(Delivery delivery, Instant now) {
        jdbc.sql("""
                        update webhook_delivery set due_at = :now, attempts = attempts - 1
                        where id = :id and state = 'waiting' and attempts = :attempts""")
                .param("id", delivery.id())
                .param("attempts", delivery.attempts())
                .param("now", utc(now))
                .update();
    }

    /** Lets one be tried from the beginning. */
    boolean replay(UUID webhook, long id, Instant now) {
        return jdbc.sql(REPLAY + "and id = :id")
                        .param("webhook", webhook)
                        .param("id", id)
                        .param("now", utc(now))
                        .update()
                > 0;
    }

    /** Lets everything since then be tried from the beginning. */
    int replay(UUID webhook, Instant since, Collection<Delivery.State> states, Instant now) {
        return jdbc.sql(REPLAY + "and occurred_at >= :since and state = any(:states)")
                .param("webhook", webhook)
                .param("since", utc(since))
                .param("states", states.stream().map(Delivery.State::label).toArray(String[]::new))
                .param("now", utc(now))
                .update();
    }

    private static final String REPLAY = """
            update webhook_delivery set state = 'waiting', attempts = 0, due_at = :now, finished_at = null
            where webhook_id = :webhook\s""";

    Optional<Delivery> find(UUID webhook, long id) {
        return jdbc.sql("select * from webhook_delivery where webhook_id = :webhook and id = :id")
                .param("webhook", webhook)
                .param("id", id)
                .query(DeliveryStore::toDelivery)
                .optional();
    }

    /** The newest first. */
    List<Delivery> list(UUID webhook, Delivery.@Nullable State state, @Nullable Long before, int most) {
        // The state is written out, so that the indexes of some of them are found.
        return jdbc.sql("select * from webhook_delivery where webhook_id = :webhook and id < :before"
                        + (state == null ? "" : " and state = '" + state.label() + "'")
                        + " order by id desc limit :most")
                .param("webhook", webhook)
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("most", most)
                .query(DeliveryStore::toDelivery)
                .list();
    }

    /** How many of each webhook's deliveries wait, and how many are given up: each in an index of its own. */
    List<Count> counts() {
        return jdbc.sql("""
                        select webhook_id, sum(waiting) as waiting, sum(dead) as dead
                        from (select webhook_id, count(*) as waiting, 0 as dead
                              from webhook_delivery where state = 'waiting' group by webhook_id
                              union all
                              select webhook_id, 0, count(*)
                              from webhook_delivery where state = 'dead' group by webhook_id) counted
                        group by webhook_id""")
                .query((row, number) ->
                        new Count(row.getObject("webhook_id", UUID.class), row.getLong("waiting"), row.getLong("dead")))
                .list();
    }

    record Count(UUID webhook, long waiting, long dead) {}

    /** Deletes some of what is finished for so long, and of what has waited for long at a webhook that is off. */
    int forget(Instant deliveredBefore, Instant deadBefore, int most) {
        return jdbc.sql("""
                        delete from webhook_delivery where id in (
                            select d.id from webhook_delivery d join webhook w on w.id = d.webhook_id
                            where d.state = 'delivered' and d.finished_at < :delivered
                               or d.state = 'dead' and d.finished_at < :dead
                               or d.state = 'waiting' and not w.active and d.occurred_at < :dead
                            limit :most)""")
                .param("delivered", utc(deliveredBefore))
                .param("dead", utc(deadBefore))
                .param("most", most)
                .update();
    }

    List<Delivery> ofContact(UUID contact) {
        return jdbc.sql("select * from webhook_delivery where contact_id = :contact order by id")
                .param("contact", contact)
                .query(DeliveryStore::toDelivery)
                .list();
    }

    void forget(UUID contact) {
        jdbc.sql("delete from webhook_delivery where contact_id = :contact")
                .param("contact", contact)
                .update();
    }

    void merge(UUID keep, UUID merged) {
        jdbc.sql("update webhook_delivery set contact_id = :keep where contact_id = :merged")
                .param("keep", keep)
                .param("merged", merged)
                .update();
    }

    private static Delivery toDelivery(ResultSet row, int number) throws SQLException {
        return new Delivery(
                row.getLong("id"),
                row.getObject("webhook_id", UUID.class),
                row.getString("message_id"),
                row.getString("type"),
                row.getObject("contact_id", UUID.class),
                row.getString("data"),
                Delivery.State.of(row.getString("state")),
                row.getInt("attempts"),
                instant(row, "occurred_at"),
                instant(row, "due_at"),
                instantOrNull(row, "last_attempt_at"),
                row.getObject("last_status", Integer.class),
                row.getString("last_answer"),
                instantOrNull(row, "finished_at"));
    }
}
