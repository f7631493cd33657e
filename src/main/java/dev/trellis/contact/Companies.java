package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.net.IDN;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The stored {@link Company}s. */
@Repository
public class Companies {

    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])");

    private final JdbcClient jdbc;
    private final Json json;
    private final Clock clock;

    Companies(JdbcClient jdbc, Json json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** What one needs to link a contact to a company. */
    record Ref(UUID id, String name) {}

    /** The companies that names and domains stand for. */
    record Resolved(Map<String, Ref> names, Map<String, Ref> domains) {

        /** The company of this name, or whose domain the name is. */
        @Nullable
        Ref byName(String name) {
            var key = nameKey(name);
            var named = names.get(key);
            return named == null ? domains.get(key) : named;
        }

        @Nullable
        Ref byDomain(String domain) {
            return domains.get(domain);
        }
    }

    /**
     * What was told about a company; null says nothing.
     *
     * @param attributes those to set; a null value removes one
     */
    public record Change(
            @Nullable String name,
            @Nullable String domain,
            @Nullable String externalId,
            Map<String, ? extends @Nullable String> attributes) {}

    public Optional<Company> find(UUID id) {
        return jdbc.sql("select * from company where id = :id")
                .param("id", id)
                .query(this::toCompany)
                .optional();
    }

    /** Companies in the order in which they changed. */
    public Page<Company> page(@Nullable Instant updatedSince, @Nullable String after, int limit) {
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<String, Object>();
        if (updatedSince != null) {
            conditions.add("updated_at >= :updatedSince");
            parameters.put("updatedSince", utc(updatedSince));
        }
        var cursor = Cursor.parse(after);
        if (cursor != null) {
            conditions.add("(updated_at, id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        var rows = jdbc.sql("select * from company " + where + " order by updated_at, id limit " + (limit + 1))
                .params(parameters)
                .query(this::toCompany)
                .list();
        return Page.of(rows, limit, company -> new Cursor(company.updatedAt(), company.id()));
    }

    /**
     * Adds a company, or changes the one that has this external id or domain.
     *
     * @return its id, and whether it is new
     */
    @Transactional
    public Map.Entry<UUID, Boolean> add(Change told) {
        var change = cleaned(told);
        var known = jdbc.sql("""
                        select * from company where external_id = :externalId or domain = :domain
                        order by external_id = :externalId desc nulls last limit 1 for update
                        """)
                .param("externalId", change.externalId())
                .param("domain", change.domain())
                .query(this::toCompany)
                .optional();
        if (known.isPresent()) {
            write(merged(known.get(), change));
            return Map.entry(known.get().id(), false);
        }
        if (change.name() == null) {
            throw new InvalidValueException("name", "is missing");
        }
        var now = now(clock);
        var company = new Company(
                Ids.next(),
                change.name(),
                change.domain(),
                change.externalId(),
                ProfileValues.attributes(change.attributes()),
                now,
                now);
        if (insertIfNew(company)) {
            return Map.entry(company.id(), true);
        }
        var same = byBareName(nameKey(company.name()));
        return Map.entry(same, false);
    }

    /**
     * Changes a company.
     *
     * @throws ContactConflictException if the domain or external id is another company's
     */
    @Transactional
    public Optional<Company> change(UUID id, Change told) {
        var known = jdbc.sql("select * from company where id = :id for update")
                .param("id", id)
                .query(this::toCompany)
                .optional();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        write(merged(known.get(), cleaned(told)));
        return find(id);
    }

    /** By which names are compared: upper and lower case, and how much space is between words, are the same. */
    static String nameKey(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    /**
     * The companies for these names and domains.
     *
     * @param create whether companies are made for names not known yet; otherwise they only seem to be
     */
    Resolved resolve(Collection<String> names, Collection<String> domains, boolean create) {
        var wanted = new TreeMap<String, String>();
        names.forEach(name -> wanted.putIfAbsent(nameKey(name), name));
        var lookedUp = new TreeSet<>(domains);
        wanted.keySet().stream().filter(Companies::isDomain).forEach(lookedUp::add);
        var byDomain = byDomain(lookedUp);
        var byName = byNameKey(wanted.keySet());

        var missing = new TreeMap<>(wanted);
        missing.keySet().removeAll(byName.keySet());
        missing.keySet().removeAll(byDomain.keySet());
        if (create && !missing.isEmpty()) {
            byName.putAll(insert(missing));
            missing.keySet().removeAll(byName.keySet());
            byName.putAll(byNameKey(missing.keySet()));
        } else {
            missing.forEach((key, name) -> byName.put(key, new Ref(Ids.next(), name)));
        }
        return new Resolved(byName, byDomain);
    }

    private Map<String, Ref> byNameKey(Collection<String> keys) {
        var found = new HashMap<String, Ref>();
        if (!keys.isEmpty()) {
            jdbc.sql("""
                            select distinct on (name_key) name_key, id, name from company
                            where name_key = any(:keys) order by name_key, created_at, id
                            """).param("keys", keys.toArray(String[]::new)).query(row -> {
                found.put(row.getString(1), new Ref(row.getObject(2, UUID.class), row.getString(3)));
            });
        }
        return found;
    }

    private Map<String, Ref> byDomain(Collection<String> domains) {
        var found = new HashMap<String, Ref>();
        if (!domains.isEmpty()) {
            jdbc.sql("select domain, id, name from company where domain = any(:domains)")
                    .param("domains", domains.toArray(String[]::new))
                    .query(row -> {
                        found.put(row.getString(1), new Ref(row.getObject(2, UUID.class), row.getString(3)));
                    });
        }
        return found;
    }

    private Map<String, Ref> insert(Map<String, String> namesByKey) {
        var rows = List.copyOf(namesByKey.entrySet());
        var inserted = new HashMap<String, Ref>();
        jdbc.sql("""
                        insert into company (id, name, name_key, created_at, updated_at)
                        select id, name, name_key, :now, :now
                        from unnest(cast(:ids as uuid[]), cast(:names as text[]), cast(:keys as text[]))
                             with ordinality as n (id, name, name_key, position)
                        order by position
                        on conflict do nothing
                        returning name_key, id, name
                        """)
                .param("now", utc(now(clock)))
                .param("ids", Sql.array(rows, row -> Ids.next()))
                .param("names", Sql.array(rows, Map.Entry::getValue))
                .param("keys", Sql.array(rows, Map.Entry::getKey))
                .query(row -> {
                    inserted.put(row.getString(1), new Ref(row.getObject(2, UUID.class), row.getString(3)));
                });
        return inserted;
    }

    private UUID byBareName(String nameKey) {
        return jdbc.sql("""
                        select id from company
                        where name_key = :key and domain is null and external_id is null
                        """).param("key", nameKey).query(UUID.class).single();
    }

    private boolean insertIfNew(Company company) {
        return jdbc.sql("""
                                insert into company
                                    (id, name, name_key, domain, external_id, attributes, created_at, updated_at)
                                values (:id, :name, :key, :domain, :externalId, cast(:attributes as jsonb), :now, :now)
                                on conflict (name_key) where domain is null and external_id is null do nothing
                                """)
                        .param("id", company.id())
                        .param("name", company.name())
                        .param("key", nameKey(company.name()))
                        .param("domain", company.domain())
                        .param("externalId", company.externalId())
                        .param("attributes", json.write(company.attributes()))
                        .param("now", utc(company.createdAt()))
                        .update()
                > 0;
    }

    private void write(Company company) {
        try {
            jdbc.sql("""
                            update company
                            set name = :name, name_key = :key, domain = :domain, external_id = :externalId,
                                attributes = cast(:attributes as jsonb), updated_at = :now
                            where id = :id
                            """)
                    .param("id", company.id())
                    .param("name", company.name())
                    .param("key", nameKey(company.name()))
                    .param("domain", company.domain())
                    .param("externalId", company.externalId())
                    .param("attributes", json.write(company.attributes()))
                    .param("now", utc(now(clock)))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new ContactConflictException(
                    "Another company has the same name, domain or external id already; give this one what tells it apart");
        }
    }

    private static Company merged(Company known, Change change) {
        var attributes = new TreeMap<>(known.attributes());
        change.attributes().forEach((name, value) -> {
            if (value == null) {
                attributes.remove(name);
            }
        });
        attributes.putAll(ProfileValues.attributes(change.attributes()));
        return new Company(
                known.id(),
                Objects.requireNonNullElse(change.name(), known.name()),
                change.domain() == null ? known.domain() : change.domain(),
                change.externalId() == null ? known.externalId() : change.externalId(),
                attributes,
                known.createdAt(),
                known.updatedAt());
    }

    private static Change cleaned(Change told) {
        return new Change(
                ProfileValues.line("name", told.name()),
                domain(told.domain()),
                ProfileValues.line("externalId", told.externalId()),
                told.attributes());
    }

    private static @Nullable String domain(@Nullable String text) {
        var cleaned = Text.clean(text);
        if (cleaned == null) {
            return null;
        }
        var host = cleaned.toLowerCase(Locale.ROOT)
                .replaceFirst("^https?://", "")
                .replaceFirst("^www\\.", "")
                .replaceFirst("[/?#].*$", "");
        try {
            var ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
            if (isDomain(ascii)) {
                return ascii;
            }
        } catch (IllegalArgumentException e) {
            // Said below, in words.
        }
        throw new InvalidValueException("domain", "'" + cleaned + "' is not a domain such as example.com");
    }

    private static boolean isDomain(String text) {
        return text.indexOf('.') > 0 && DOMAIN.matcher(text).matches();
    }

    private Company toCompany(ResultSet row, int number) throws SQLException {
        return new Company(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("domain"),
                row.getString("external_id"),
                json.strings(row.getString("attributes")),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
