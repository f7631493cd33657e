package dev.trellis.email.inbound;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Text;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What arrived. Its hash is kept for ever, so that reading it again is harmless. */
@Repository
class InboundStore {

    private static final String OPEN = "open";
    private static final String COLUMNS = """
            id, kind, source, received_at, send_id, contact_id, from_address, subject, bounce_class, bounce_status,
            text, done, doubt\s""";

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
                .param("now", utc(now(clock)))
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
                            bounce_class = :class, bounce_status = :status, text = :text, raw = :raw, done = :done,
                            doubt = :doubt
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
                .param("doubt", entry.inDoubt() ? OPEN : null)
                .update();
    }

    /**
     * Notes that somebody has decided about a report, and about others of its kind from the same contact's address.
     *
     * @return all of them; none where nobody is asked about it
     */
    List<InboundView> endDoubt(UUID id, boolean believed, String who) {
        return jdbc.sql("""
                        update inbound set doubt = :verdict, doubt_ended_by = :who, doubt_ended_at = :now
                        where doubt = 'open'
                          and (contact_id, kind) = (select contact_id, kind from inbound where id = :id and doubt = 'open')
                        returning\s""" + COLUMNS)
                .param("id", id)
                .param("verdict", believed ? "confirmed" : "dismissed")
                .param("who", who)
                .param("now", utc(now(clock)))
                .query(InboundStore::toView)
                .list();
    }

    void done(List<UUID> ids, String words) {
        jdbc.sql("update inbound set done = :done where id = any(:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .param("done", Text.storable(words))
                .update();
    }

    /** What somebody has to decide about: the first of each kind about each contact, the longest waiting first. */
    List<Doubt> openDoubts(int limit) {
        return jdbc.sql("""
                        select d.*, c.email
                        from (select distinct on (contact_id, kind) id, kind, received_at, contact_id, send_id, from_address,
                                     text
                              from inbound where doubt = 'open' order by contact_id, kind, received_at) d
                        join contact c on c.id = d.contact_id
                        order by d.received_at, d.id limit :limit
                        """)
                .param("limit", limit)
                .query((row, number) -> new Doubt(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        instant(row, "received_at"),
                        row.getObject("contact_id", UUID.class),
                        row.getString("email"),
                        row.getObject("send_id", UUID.class),
                        row.getString("from_address"),
                        row.getString("text")))
                .list();
    }

    InboundView byHash(byte[] hash) {
        return jdbc.sql("select " + COLUMNS + "from inbound where raw_sha256 = :hash")
                .param("hash", hash)
                .query(InboundStore::toView)
                .single();
    }

    InboundView get(UUID id) {
        return jdbc.sql("select " + COLUMNS + "from inbound where id = :id")
                .param("id", id)
                .query(InboundStore::toView)
                .single();
    }

    /** What arrived, newest first; only what somebody has to decide about, where {@code inDoubt}. */
    Page<InboundView> page(@Nullable String kind, boolean inDoubt, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<String, Object>();
        if (kind != null) {
            conditions.add("kind = :kind");
            parameters.put("kind", kind);
        }
        if (inDoubt) {
            conditions.add("doubt = 'open'");
        }
        if (cursor != null) {
            conditions.add("(received_at, id) < (:at, :id)");
            parameters.put("at", utc(cursor.at()));
            parameters.put("id", cursor.id());
        }
        var where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        var rows = jdbc.sql("select " + COLUMNS + "from inbound " + where + " order by received_at desc, id desc limit "
                        + (limit + 1))
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

    /**
     * Forgets the wording of some messages that came before the moment, but for those somebody has to decide about.
     *
     * @return of how many
     */
    int forgetMessages(Instant before, int limit) {
        return jdbc.sql("""
                        update inbound set raw = null
                        where id = any(array(select id from inbound
                                             where raw is not null and received_at < :before
                                               and doubt is distinct from 'open'
                                             order by received_at limit :limit for update skip locked))
                        """).param("before", utc(before)).param("limit", limit).update();
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : Text.storable(text);
    }

    private static InboundView toView(ResultSet row, int number) throws SQLException {
        return new InboundView(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("source"),
                instant(row, "received_at"),
                row.getObject("send_id", UUID.class),
                row.getObject("contact_id", UUID.class),
                row.getString("from_address"),
                row.getString("subject"),
                row.getString("bounce_class"),
                row.getString("bounce_status"),
                row.getString("text"),
                row.getString("done"),
                row.getString("doubt"),
                false);
    }

    /**
     * What is noted about something that arrived.
     *
     * @param inDoubt whether somebody has to decide whether it is true
     */
    record Entry(
            InboundKind kind,
            @Nullable UUID send,
            @Nullable ContactId contact,
            @Nullable String from,
            @Nullable String subject,
            @Nullable String bounceClass,
            @Nullable String bounceStatus,
            @Nullable String text,
            boolean inDoubt,
            String done) {

        static Entry of(InboundKind kind, String done) {
            return new Entry(kind, null, null, null, null, null, null, null, false, done);
        }

        Entry about(@Nullable UUID sendId, @Nullable ContactId contactId) {
            return new Entry(kind, sendId, contactId, from, subject, bounceClass, bounceStatus, text, inDoubt, done);
        }

        Entry refused(String about, @Nullable String status, String words) {
            return new Entry(kind, send, contact, from, subject, about, status, words, inDoubt, done);
        }

        Entry saying(String words) {
            return new Entry(kind, send, contact, from, subject, bounceClass, bounceStatus, words, inDoubt, done);
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
                    inDoubt,
                    done);
        }

        /** Somebody has to decide whether it is true. */
        Entry doubted() {
            return new Entry(kind, send, contact, from, subject, bounceClass, bounceStatus, text, true, done);
        }
    }
}
