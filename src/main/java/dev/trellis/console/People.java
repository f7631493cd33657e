package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;

import dev.trellis.platform.Plans;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finds contacts the way people look for them: by the beginning of a name, an address, a domain or a company. */
@Repository
class People {

    /** Who would count on would read on: this many are counted, then it is "more than". */
    static final int COUNTED = 1_000;

    private static final int FEW = 20_000;
    private static final int CHOICES = 300;
    private static final String NAME = "coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email)";

    private final JdbcClient jdbc;
    private final Recent<Choices> choices = new Recent<>(Duration.ofSeconds(30), this::readChoices);

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The contacts that came last come first.
     *
     * @param before where an earlier page ended; null for the first
     */
    @Transactional(readOnly = true)
    Found find(Wanted wanted, @Nullable String before, int limit) {
        Plans.forTheseValues(jdbc);
        var place = Cursor.parse(before);
        var query = new PeopleQuery(
                wanted, place == null ? null : place.id(), place == null ? Math.max(COUNTED, limit) + 1 : limit + 1);
        var ids = jdbc.sql(query.sql())
                .params(query.parameters())
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        var page = Page.of(
                persons(ids.subList(0, Math.min(ids.size(), limit + 1))),
                limit,
                person -> new Cursor(person.cameAt(), person.id()));
        return new Found(page, place == null ? Math.min(ids.size(), COUNTED) : null, ids.size() > COUNTED);
    }

    private List<Person> persons(List<UUID> ids) {
        return jdbc.sql("select c.id, " + NAME + """
                         as name, c.email, c.job_title, co.name as company, c.country, c.created_at,
                               l.stage, l.closed_lost, s.temperature, s.fit, coalesce(m.name, o.owner) as owner
                        from contact c
                        left join company co on co.id = c.company_id
                        left join lifecycle l on l.contact_id = c.id
                        left join score s on s.contact_id = c.id
                        left join contact_owner o on o.contact_id = c.id
                        left join member m on m.email = o.owner
                        where c.id = any(cast(:ids as uuid[])) order by c.id desc
                        """)
                .param("ids", texts(ids))
                .query((row, number) -> new Person(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("email"),
                        row.getString("job_title"),
                        row.getString("company"),
                        row.getString("country"),
                        row.getString("stage"),
                        row.getBoolean("closed_lost"),
                        Objects.requireNonNullElse(row.getString("temperature"), "cold"),
                        Objects.requireNonNullElse(row.getString("fit"), "unknown"),
                        row.getString("owner"),
                        instant(row, "created_at")))
                .list();
    }

    /** Others at the contact's company, those that came last first. */
    List<Person> colleagues(UUID contact, int limit) {
        return persons(jdbc.sql("""
                        select c.id from contact c
                        where c.company_id = (select company_id from contact where id = :contact) and c.id <> :contact
                        order by c.id desc limit :limit
                        """)
                .param("contact", contact)
                .param("limit", limit)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list());
    }

    /** How many contacts there are, about: as the database keeps it in mind, or counted where they are few. */
    long about() {
        long about = jdbc.sql("select cast(reltuples as bigint) from pg_class where oid = cast('contact' as regclass)")
                .query(Long.class)
                .single();
        return about > FEW
                ? about
                : jdbc.sql("select count(*) from contact").query(Long.class).single();
    }

    /** What a list can be narrowed to: the sources contacts came from, their countries and their owners. */
    Choices choices() {
        return choices.get();
    }

    /** Each value is found from the one before it, however many contacts have it. */
    private Choices readChoices() {
        return new Choices(
                themselves(distinct("contact", "source")), themselves(distinct("contact", "country")), owners());
    }

    private List<String> distinct(String table, String column) {
        return jdbc.sql("""
                        with recursive value (v) as (
                            (select %2$s from %1$s where %2$s is not null order by %2$s limit 1)
                            union all
                            select (select %2$s from %1$s where %2$s > v order by %2$s limit 1) from value where v is not null
                        )
                        select v from value where v is not null limit :limit
                        """.formatted(table, column))
                .param("limit", CHOICES)
                .query((row, number) -> row.getString("v"))
                .list();
    }

    private Map<String, String> owners() {
        var owners = themselves(distinct("contact_owner", "owner"));
        jdbc.sql("select email, name from member").query(row -> {
            owners.replace(row.getString("email"), row.getString("name"));
        });
        return owners;
    }

    private static Map<String, String> themselves(List<String> values) {
        var labels = new LinkedHashMap<String, String>();
        values.forEach(value -> labels.put(value, value));
        return labels;
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    /** What these contacts are called, by id. */
    Map<UUID, Named> names(Collection<UUID> ids) {
        var names = new HashMap<UUID, Named>();
        if (!ids.isEmpty()) {
            jdbc.sql("select c.id, " + NAME + " as name, c.email, co.name as company, c.job_title, c.phone,"
                            + " c.do_not_call from contact c left join company co on co.id = c.company_id"
                            + " where c.id = any(cast(:ids as uuid[]))")
                    .param("ids", texts(ids))
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

    /**
     * A page of contacts.
     *
     * @param total how many fit, as far as they are counted; null where that was not asked
     * @param more whether there are more than were counted
     */
    public record Found(Page<Person> page, @Nullable Integer total, boolean more) {}

    /** Values that contacts have, for people to choose from, with what they are called. */
    public record Choices(Map<String, String> sources, Map<String, String> countries, Map<String, String> owners) {}

    /** A contact in a list. */
    public record Person(
            UUID id,
            String name,
            String email,
            @Nullable String jobTitle,
            @Nullable String company,
            @Nullable String country,
            @Nullable String stage,
            boolean closedLost,
            String temperature,
            String fit,
            @Nullable String owner,
            Instant cameAt) {}

    /** Who a contact is, in short. */
    public record Named(
            String name,
            String email,
            @Nullable String company,
            @Nullable String jobTitle,
            @Nullable String phone,
            boolean doNotCall) {}
}
