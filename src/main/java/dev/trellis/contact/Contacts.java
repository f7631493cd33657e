package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The stored {@link Contact}s. */
@Repository
public class Contacts {

    private static final String SELECT =
            "select c.*, co.name as company from contact c left join company co on co.id = c.company_id ";

    private final JdbcClient jdbc;
    private final Json json;

    Contacts(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    public Optional<Contact> find(ContactId id) {
        return jdbc.sql(SELECT + "where c.id = :id")
                .param("id", id.value())
                .query(this::toContact)
                .optional();
    }

    /** The contact with this address, or the one into which the contact with this address was merged. */
    public Optional<Contact> findByEmail(String email) {
        String key;
        try {
            key = EmailAddress.of(email).key();
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
        return jdbc.sql(SELECT + """
                        where c.email_key = :key
                           or c.id = (select a.contact_id from contact_alias a where a.email_key = :key)
                        order by c.email_key = :key desc
                        limit 1
                        """).param("key", key).query(this::toContact).optional();
    }

    public Optional<Contact> findByExternalId(String externalId) {
        return jdbc.sql(SELECT + "where c.external_id = :externalId")
                .param("externalId", externalId)
                .query(this::toContact)
                .optional();
    }

    /** The contacts among these that exist, by id. */
    public Map<ContactId, Contact> findAll(Collection<ContactId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<ContactId, Contact>();
        jdbc.sql(SELECT + "where c.id = any(cast(:ids as uuid[]))")
                .param("ids", Sql.ids(ids))
                .query(this::toContact)
                .list()
                .forEach(contact -> found.put(contact.id(), contact));
        return found;
    }

    /** The ids that these addresses belong to, by the address's {@link EmailAddress#key()}; unknown ones are absent. */
    public Map<String, ContactId> idsByEmailKey(Collection<String> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<String, ContactId>();
        jdbc.sql("""
                        select email_key, contact_id from contact_alias where email_key = any(:keys)
                        union all
                        select email_key, id from contact where email_key = any(:keys)
                        """).param("keys", keys.toArray(String[]::new)).query(row -> {
            found.put(row.getString(1), new ContactId(row.getObject(2, UUID.class)));
        });
        return found;
    }

    /** Those of the contacts that exist. */
    public Set<ContactId> existing(Collection<ContactId> ids) {
        var found = new HashSet<ContactId>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id from contact where id = any(cast(:ids as uuid[]))")
                    .param("ids", Sql.ids(ids))
                    .query(row -> {
                        found.add(new ContactId(row.getObject(1, UUID.class)));
                    });
        }
        return found;
    }

    /**
     * The contact with this id.
     *
     * @throws ContactNotFoundException if there is none
     */
    public Contact require(ContactId id) {
        return find(id).orElseThrow(() -> new ContactNotFoundException(id));
    }

    /** Contacts in the order in which they changed, so that whoever follows the list misses none. */
    @Transactional(readOnly = true)
    public Page<Contact> page(ContactQuery query, @Nullable String after, int limit) {
        // Whether to go through all or to look up a few depends on the very source and stage.
        jdbc.sql("set local plan_cache_mode = force_custom_plan").update();
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<>(query.parameters());
        if (query.updatedSince() != null) {
            conditions.add("c.updated_at >= :updatedSince");
            parameters.put("updatedSince", utc(query.updatedSince()));
        }
        if (query.source() != null) {
            conditions.add("c.source = :source");
            parameters.put("source", query.source());
        }
        if (query.condition() != null) {
            conditions.add("(" + query.condition() + ")");
        }
        var cursor = Cursor.parse(after);
        if (cursor != null) {
            conditions.add("(c.updated_at, c.id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        var rows = jdbc.sql(SELECT + where + " order by c.updated_at, c.id limit " + (limit + 1))
                .params(parameters)
                .query(this::toContact)
                .list();
        return Page.of(
                rows,
                limit,
                contact -> new Cursor(contact.updatedAt(), contact.id().value()));
    }

    /**
     * Takes the contacts' rows for this transaction, in id order, so that two transactions never wait for each other.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(Collection<ContactId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        // Not "for update": that would wait for everyone who merely refers to the contact from a new row.
        jdbc.sql("select id from contact where id = any(cast(:ids as uuid[])) order by id for no key update")
                .param("ids", Sql.ids(ids))
                .query(row -> {});
    }

    Contact toContact(ResultSet row, int number) throws SQLException {
        return new Contact(
                new ContactId(row.getObject("id", UUID.class)),
                row.getString("email"),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("phone"),
                row.getObject("company_id", UUID.class),
                row.getString("company"),
                row.getString("job_title"),
                row.getString("country"),
                row.getString("time_zone"),
                row.getString("language"),
                row.getString("source"),
                row.getString("external_id"),
                row.getBoolean("do_not_call"),
                json.strings(row.getString("attributes")),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
