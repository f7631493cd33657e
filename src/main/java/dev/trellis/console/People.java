package dev.trellis.console;

import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finds contacts the way people look for them: by the beginning of a name, an address, a domain or a company. */
@Repository
class People {

    private static final String NEWEST_FIRST = " order by updated_at desc, id desc limit :limit";
    private static final String NAME = "coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email)";

    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The contacts that were changed last come first.
     *
     * @param text what names, address or its domain begin with, a word each, or the company's name as a whole; blank
     *     for any
     * @param stage a stage's name, or {@code closed-lost}; blank for any
     * @param before where an earlier page ended; null for the first
     */
    @Transactional(readOnly = true)
    Page<Person> find(String text, String stage, String temperature, @Nullable String before, int limit) {
        planForTheseValues();
        var parameters = new HashMap<String, Object>();
        parameters.put("limit", limit + 1);
        var conditions = conditions(stage, temperature, before, parameters);
        var rows = jdbc.sql("select c.id, " + NAME + """
                         as name, c.email, c.job_title, co.name as company, c.updated_at,
                               l.stage, l.entered_at, l.closed_lost, s.temperature, s.fit,
                               coalesce(m.name, o.owner) as owner
                        from (
                        """ + found(text, conditions, parameters) + """
                        ) f
                        join contact c using (id)
                        left join company co on co.id = c.company_id
                        left join lifecycle l on l.contact_id = c.id
                        left join score s on s.contact_id = c.id
                        left join contact_owner o on o.contact_id = c.id
                        left join member m on m.email = o.owner
                        order by f.updated_at desc, f.id desc
                        """)
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

    /**
     * Whether few or many fit decides how they are best found, so a plan for any values would be a bad one; and a
     * look-up costs little more than the next row, which the planner's defaults, made for spinning disks, do not know.
     */
    private void planForTheseValues() {
        jdbc.sql("set local plan_cache_mode = force_custom_plan; set local random_page_cost = 1.1;"
                        + " set local max_parallel_workers_per_gather = 0")
                .update();
    }

    private static List<String> conditions(
            String stage, String temperature, @Nullable String before, Map<String, Object> parameters) {
        var conditions = new ArrayList<String>();
        if (stage.equals("closed-lost")) {
            conditions.add("exists (select from lifecycle l where l.contact_id = c.id and l.closed_lost)");
        } else if (!stage.isBlank()) {
            conditions.add("exists (select from lifecycle l where l.contact_id = c.id and l.stage = :stage)");
            parameters.put("stage", stage);
        }
        if (temperature.equals("cold")) {
            conditions.add(
                    "not exists (select from score s where s.contact_id = c.id and s.temperature <> :temperature)");
        } else if (!temperature.isBlank()) {
            conditions.add("exists (select from score s where s.contact_id = c.id and s.temperature = :temperature)");
        }
        parameters.put("temperature", temperature);
        var place = Cursor.parse(before);
        if (place != null) {
            conditions.add("(c.updated_at, c.id) < (:at, :id)");
            parameters.put("at", place.at().atOffset(ZoneOffset.UTC));
            parameters.put("id", place.id());
        }
        return conditions;
    }

    /** Selects id and time of the contacts of a page. */
    private static String found(String text, List<String> conditions, Map<String, Object> parameters) {
        if (text.isBlank()) {
            return part("", conditions);
        }
        var words = new ArrayList<String>();
        for (var word : List.of(text.strip().split("\\s+"))) {
            var number = words.size();
            words.add(
                    word.startsWith("@")
                            ? "split_part(c.email_key, '@', 2) like :key%1$d".formatted(number)
                            : """
                            (c.email_key like :key%1$d or split_part(c.email_key, '@', 2) like :key%1$d
                             or lower(c.first_name) like lower(:word%1$d) or lower(c.last_name) like lower(:word%1$d))
                            """.formatted(number));
            var beginning = beginning(word.startsWith("@") ? word.substring(1) : word);
            parameters.put("word" + number, beginning);
            parameters.put("key" + number, beginning.toLowerCase(Locale.ROOT));
        }
        words.addAll(conditions);
        var company = new ArrayList<String>();
        company.add("co.name_key like :company");
        company.addAll(conditions);
        parameters.put("company", beginning(text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT)));
        // Apart, so that each is found in its own index.
        return "(" + part("", words) + ") union (" + part("join company co on co.id = c.company_id", company) + ")"
                + NEWEST_FIRST;
    }

    private static String part(String join, List<String> conditions) {
        return "select c.id, c.updated_at from contact c " + join
                + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions)) + NEWEST_FIRST;
    }

    private static String beginning(String text) {
        return text.replaceAll("[\\\\%_]", "\\\\$0") + "%";
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
