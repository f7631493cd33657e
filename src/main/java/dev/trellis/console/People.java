package dev.trellis.console;

import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds contacts the way people look for them: by part of a name, an address or a company. */
@Repository
class People {

    private static final String NAME = "coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email)";

    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The contacts that were changed last come first.
     *
     * @param text what name, address or company contain; blank for any
     * @param stage a stage's name, or {@code closed-lost}; blank for any
     * @param before where an earlier page ended; null for the first
     */
    Page<Person> find(String text, String stage, String temperature, @Nullable String before, int limit) {
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<String, Object>();
        if (!text.isBlank()) {
            conditions.add("(c.email ilike :text or concat_ws(' ', c.first_name, c.last_name) ilike :text"
                    + " or co.name ilike :text)");
            parameters.put("text", "%" + text.strip().replaceAll("[\\\\%_]", "\\\\$0") + "%");
        }
        if (stage.equals("closed-lost")) {
            conditions.add("l.closed_lost");
        } else if (!stage.isBlank()) {
            conditions.add("l.stage = :stage");
            parameters.put("stage", stage);
        }
        if (!temperature.isBlank()) {
            conditions.add("coalesce(s.temperature, 'cold') = :temperature");
            parameters.put("temperature", temperature);
        }
        var place = Cursor.parse(before);
        if (place != null) {
            conditions.add("(c.updated_at, c.id) < (:at, :id)");
            parameters.put("at", place.at().atOffset(ZoneOffset.UTC));
            parameters.put("id", place.id());
        }
        var rows = jdbc.sql("select c.id, " + NAME + """
                         as name, c.email, c.job_title, co.name as company, c.updated_at,
                               l.stage, l.entered_at, l.closed_lost, s.temperature, s.fit,
                               coalesce(m.name, o.owner) as owner
                        from contact c
                        left join company co on co.id = c.company_id
                        left join lifecycle l on l.contact_id = c.id
                        left join score s on s.contact_id = c.id
                        left join contact_owner o on o.contact_id = c.id
                        left join member m on m.email = o.owner
                        """
                        + (conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions))
                        + " order by c.updated_at desc, c.id desc limit " + (limit + 1))
                .params(parameters)
                .query((row, number) -> {
                    var entered = row.getObject("entered_at", OffsetDateTime.class);
                    return new Person(
                            row.getObject("id", UUID.class),
                            row.getString("name"),
                            row.getString("email"),
                            row.getString("job_title"),
                            row.getString("company"),
                            row.getString("stage"),
                            entered == null ? null : entered.toInstant(),
                            row.getBoolean("closed_lost"),
                            row.getString("temperature") == null ? "cold" : row.getString("temperature"),
                            row.getString("fit") == null ? "unknown" : row.getString("fit"),
                            row.getString("owner"),
                            row.getObject("updated_at", OffsetDateTime.class).toInstant());
                })
                .list();
        return Page.of(rows, limit, person -> new Cursor(person.changedAt(), person.id()));
    }

    /** What these contacts are called, by id. */
    Map<UUID, Named> names(Collection<UUID> ids) {
        var names = new HashMap<UUID, Named>();
        if (!ids.isEmpty()) {
            jdbc.sql("select c.id, " + NAME + " as name, c.email, co.name as company, c.job_title, c.phone,"
                            + " c.do_not_call from contact c left join company co on co.id = c.company_id"
                            + " where c.id = any(cast(:ids as uuid[]))")
                    .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                    .query(row -> {
                        names.put(
                                row.getObject("id", UUID.class),
                                new Named(
                                        row.getString("name"),
                                        row.getString("email"),
                                        row.getString("company"),
                                        row.getString("job_title"),
                                        row.getString("phone"),
                                        row.getBoolean("do_not_call")));
                    });
        }
        return names;
    }

    /** A contact in a list. */
    public record Person(
            UUID id,
            String name,
            String email,
            @Nullable String jobTitle,
            @Nullable String company,
            @Nullable String stage,
            @Nullable Instant stageSince,
            boolean closedLost,
            String temperature,
            String fit,
            @Nullable String owner,
            Instant changedAt) {}

    /** Who a contact is, in short. */
    public record Named(
            String name,
            String email,
            @Nullable String company,
            @Nullable String jobTitle,
            @Nullable String phone,
            boolean doNotCall) {}
}
