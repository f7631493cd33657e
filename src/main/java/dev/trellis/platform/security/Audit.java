package dev.trellis.platform.security;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.Ids;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.time.Clock;
import java.util.HashMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Repository;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who did what, and when. It is only ever added to, in the transaction of what it speaks of; no secrets are in it, and
 * of people nothing but ids.
 */
@Repository
public class Audit {

    private static final int LONGEST = 300;

    private final JdbcClient jdbc;
    private final Clock clock;

    Audit(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Who is asking at the moment did this. */
    public void record(String action, String object, @Nullable String detail) {
        var who = SecurityContextHolder.getContext().getAuthentication();
        var request = RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest()
                : null;
        record(
                who == null ? "trellis" : who.getName(),
                action,
                object,
                detail,
                request == null ? null : request.getRemoteAddr());
    }

    void record(String actor, String action, String object, @Nullable String detail, @Nullable String address) {
        jdbc.sql("""
                        insert into audit (id, at, actor, action, object, detail, address)
                        values (:id, :at, :actor, :action, :object, :detail, :address)""")
                .param("id", Ids.next())
                .param("at", utc(clock.instant()))
                .param("actor", shortened(actor))
                .param("action", shortened(action))
                .param("object", shortened(object))
                .param("detail", shortened(detail))
                .param("address", address)
                .update();
    }

    /** A page of entries, the newest first. */
    public Page<AuditEntry> page(AuditFilter filter, @Nullable String after, int limit) {
        var sql = new StringBuilder("select * from audit where true");
        var parameters = new HashMap<String, Object>();
        if (filter.actor() != null) {
            sql.append(" and actor = :actor");
            parameters.put("actor", filter.actor());
        }
        if (filter.object() != null) {
            sql.append(" and starts_with(object, :object)");
            parameters.put("object", filter.object());
        }
        if (filter.from() != null) {
            sql.append(" and at >= :from");
            parameters.put("from", utc(filter.from()));
        }
        if (filter.until() != null) {
            sql.append(" and at < :until");
            parameters.put("until", utc(filter.until()));
        }
        var cursor = Cursor.parse(after);
        if (cursor != null) {
            sql.append(" and (at, id) < (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by at desc, id desc limit ")
                        .append(limit + 1)
                        .toString())
                .params(parameters)
                .query((row, number) -> new AuditEntry(
                        row.getObject("id", UUID.class),
                        instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("object"),
                        row.getString("detail"),
                        row.getString("address")))
                .list();
        return Page.of(rows, limit, entry -> new Cursor(entry.at(), entry.id()));
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
