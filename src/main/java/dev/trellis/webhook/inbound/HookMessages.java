package dev.trellis.webhook.inbound;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored {@link HookMessage}s. */
@Repository
class HookMessages {

    private final JdbcClient jdbc;

    HookMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps a message, unless it is kept already. */
    void add(UUID source, String messageId, String type, String body, Instant at) {
        jdbc.sql("""
                        insert into hook_message (source_id, message_id, type, body, state, received_at)
                        values (:source, :message, :type, :body, 'received', :at)
                        on conflict (source_id, message_id) do nothing""")
                .param("source", source)
                .param("message", messageId)
                .param("type", type)
                .param("body", body)
                .param("at", utc(at))
                .update();
    }

    Optional<HookMessage> find(UUID source, String messageId) {
        return jdbc.sql("select * from hook_message where source_id = :source and message_id = :message")
                .param("source", source)
                .param("message", messageId)
                .query(HookMessages::toMessage)
                .optional();
    }

    Optional<HookMessage> find(UUID source, long id) {
        return jdbc.sql("select * from hook_message where source_id = :source and id = :id")
                .param("source", source)
                .param("id", id)
                .query(HookMessages::toMessage)
                .optional();
    }

    /** The message, for this transaction alone. */
    HookMessage lock(long id) {
        return jdbc.sql("select * from hook_message where id = :id for update")
                .param("id", id)
                .query(HookMessages::toMessage)
                .single();
    }

    /** Notes what was done. What is done stays so. */
    void settle(long id, String state, String outcome, @Nullable UUID contact, Instant at) {
        jdbc.sql("""
                        update hook_message
                        set state = :state, outcome = :outcome, contact_id = coalesce(cast(:contact as uuid), contact_id),
                            settled_at = :at
                        where id = :id and state <> 'done'""")
                .param("id", id)
                .param("state", state)
                .param("outcome", outcome)
                .param("contact", contact)
                .param("at", utc(at))
                .update();
    }

    /** The newest first. */
    List<HookMessage> list(UUID source, @Nullable String state, @Nullable Long before, int most) {
        return jdbc.sql("""
                        select * from hook_message
                        where source_id = :source and id < :before and (cast(:state as text) is null or state = :state)
                        order by id desc limit :most""")
                .param("source", source)
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("state", state)
                .param("most", most)
                .query(HookMessages::toMessage)
                .list();
    }

    List<HookMessage> ofContact(UUID contact) {
        return jdbc.sql("select * from hook_message where contact_id = :contact order by id")
                .param("contact", contact)
                .query(HookMessages::toMessage)
                .list();
    }

    void forget(UUID contact) {
        jdbc.sql("delete from hook_message where contact_id = :contact")
                .param("contact", contact)
                .update();
    }

    void merge(UUID keep, UUID merged) {
        jdbc.sql("update hook_message set contact_id = :keep where contact_id = :merged")
                .param("keep", keep)
                .param("merged", merged)
                .update();
    }

    void forgetBefore(Instant time) {
        jdbc.sql("delete from hook_message where received_at < :time")
                .param("time", utc(time))
                .update();
    }

    private static HookMessage toMessage(ResultSet row, int number) throws SQLException {
        return new HookMessage(
                row.getLong("id"),
                row.getObject("source_id", UUID.class),
                row.getString("message_id"),
                row.getString("type"),
                row.getObject("contact_id", UUID.class),
                row.getString("body"),
                row.getString("state"),
                row.getString("outcome"),
                instant(row, "received_at"));
    }
}
