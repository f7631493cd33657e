package dev.trellis.email.inbound;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Text;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What arrived. Its hash is kept for ever, so that reading it again is harmless. */
@Repository
class InboundStore {

    private static final String COLUMNS = """
            select id, kind, source, received_at, send_id, contact_id, from_address, subject, bounce_class, bounce_status,
                   text, done from inbound\s""";

    private final JdbcClient jdbc;
    private final Clock clock;

    InboundStore(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Takes the place of something that arrived; empty where it has arrived before. */
    Optional<UUID> take(byte[] hash, String source) {
        return jdbc.sql("""
                        insert into inbound (id, raw_sha256, source, kind, received_at, done)
                        values (:id, :hash, :source, 'unknown', :now, '')
                        on conflict (raw_sha256) do nothing returning id
                        """)
                .param("id", Ids.next())
                .param("hash", hash)
                .param("source", source)
                .param("now", clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .optional();
    }

    /**
     * Notes what it was and what was done.
     *
     * @param raw the message itself, where it is to be kept
     */
    void fill(UUID id, Entry entry, byte @Nullable [] raw) {
        jdbc.sql("""
                        update inbound
                        set kind = :kind, send_id = :send, contact_id = :contact, from_address = :from, subject = :subject,
                            bounce_class = :class, bounce_status = :status, text = :text, raw = :raw, done = :done
                        where id = :id
                        """)
                .param("id", id)
                .param("kind", entry.kind().label())
                .param("send", entry.send())
                .param(
                        "contact",
                        entry.contact() == null ? null : entry.contact().value())
                .param("from", storable(entry.from()))
                .param("subject", storable(entry.subject()))
                .param("class", entry.bounceClass())
                .param("status", entry.bounceStatus())
                .param("text", storable(entry.text()))
                .param("raw", raw)
                .param("done", Text.storable(entry.done()))
                .update();
    }

    InboundView byHash(byte[] hash) {
        return jdbc.sql(COLUMNS + "where raw_sha256 = :hash")
                .param("hash", hash)
                .query(InboundStore::toView)
                .single();
    }

    /** What arrived, newest first. */
    Page<InboundView> page(@Nullable String kind, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<String, Object>();
        if (kind != null) {
            conditions.add("kind = :kind");
            parameters.put("kind", kind);
        }
        if (cursor != null) {
            conditions.add("(received_at, id) < (:at, :id)");
            parameters.put("at", cursor.at().atOffset(ZoneOffset.UTC));
            parameters.put("id", cursor.id());
        }
        var where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        var rows = jdbc.sql(COLUMNS + where + " order by received_at desc, id desc limit " + (limit + 1))
                .params(parameters)
                .query(InboundStore::toView)
                .list();
        return Page.of(rows, limit, view -> new Cursor(view.receivedAt(), view.id()));
    }

    /** The message itself, where it was kept. */
    Optional<byte[]> raw(UUID id) {
        return jdbc.sql("select raw from inbound where id = :id and raw is not null")
                .param("id", id)
                .query(byte[].class)
                .optional();
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : Text.storable(text);
    }

    private static InboundView toView(ResultSet row, int number) throws SQLException {
        return new InboundView(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("source"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getObject("send_id", UUID.class),
                row.getObject("contact_id", UUID.class),
                row.getString("from_address"),
                row.getString("subject"),
                row.getString("bounce_class"),
                row.getString("bounce_status"),
                row.getString("text"),
                row.getString("done"),
                false);
    }

    /** What is noted about something that arrived. */
    record Entry(
            InboundKind kind,
            @Nullable UUID send,
            @Nullable ContactId contact,
            @Nullable String from,
            @Nullable String subject,
            @Nullable String bounceClass,
            @Nullable String bounceStatus,
            @Nullable String text,
            String done) {

        static Entry of(InboundKind kind, String done) {
            return new Entry(kind, null, null, null, null, null, null, null, done);
        }

        Entry about(@Nullable UUID sendId, @Nullable ContactId contactId) {
            return new Entry(kind, sendId, contactId, from, subject, bounceClass, bounceStatus, text, done);
        }

        Entry refused(String about, @Nullable String status, String words) {
            return new Entry(kind, send, contact, from, subject, about, status, words, done);
        }

        Entry saying(String words) {
            return new Entry(kind, send, contact, from, subject, bounceClass, bounceStatus, words, done);
        }

        Entry headed(String sender, String title) {
            return new Entry(
                    kind,
                    send,
                    contact,
                    sender.isEmpty() ? null : sender,
                    title.isEmpty() ? null : title,
                    bounceClass,
                    bounceStatus,
                    text,
                    done);
        }
    }
}
