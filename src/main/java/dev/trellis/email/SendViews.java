package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Looks at emails: planned, sent, and why not. */
@Service
public class SendViews {

    private final Sends sends;
    private final SendQueue queue;
    private final JdbcClient jdbc;

    SendViews(Sends sends, SendQueue queue, JdbcClient jdbc) {
        this.sends = sends;
        this.queue = queue;
        this.jdbc = jdbc;
    }

    public Optional<SendView> find(UUID id) {
        return sends.find(id).map(this::view);
    }

    /** The newest email that went to a contact under an address since a moment. */
    public Optional<SendView> newestTo(ContactId contact, String address, Instant since) {
        return sends.newestTo(contact, address, since).map(this::view);
    }

    /** Every email of a contact, newest first: what its timeline shows. */
    public List<SendView> of(ContactId contact) {
        return views(sends.ofContact(contact).reversed());
    }

    /** Emails, newest first. */
    public Page<SendView> page(@Nullable ContactId contact, @Nullable String after, int limit) {
        var parameters = new HashMap<String, Object>();
        var where = new StringBuilder(" where true");
        if (contact != null) {
            where.append(" and contact_id = :contact");
            parameters.put("contact", contact.value());
        }
        var cursor = Cursor.parse(after);
        if (cursor != null) {
            where.append(" and (planned_at, id) < (:at, :id)");
            parameters.put("at", utc(cursor.at()));
            parameters.put("id", cursor.id());
        }
        var rows = jdbc.sql("select * from send" + where + " order by planned_at desc, id desc limit " + (limit + 1))
                .params(parameters)
                .query(Sends::toSend)
                .list();
        return Page.of(views(rows), limit, send -> new Cursor(send.plannedAt(), send.id()));
    }

    private SendView view(Send send) {
        return views(List.of(send)).getFirst();
    }

    private List<SendView> views(List<Send> found) {
        var inHand = queue.states(Sends.ids(found));
        return found.stream()
                .map(send -> SendView.of(send, inHand.getOrDefault(send.id(), send.state())))
                .toList();
    }
}
