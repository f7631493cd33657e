package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which salesperson looks after which contact. */
@Repository
public class Owners {

    private static final String SELECT = """
            select contact_owner.contact_id, contact_owner.owner, coalesce(member.name, contact_owner.owner) as name
            from contact_owner left join member on member.email = contact_owner.owner
            where contact_owner.owner like '%_@_%' and\s""";

    private final JdbcClient jdbc;
    private final Clock clock;

    Owners(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The contact's owner; empty where nobody owns it, or somebody who cannot be written to. */
    public Optional<Owner> of(ContactId contact) {
        return jdbc.sql(SELECT + "contact_owner.contact_id = :contact")
                .param("contact", contact.value())
                .query((row, number) -> new Owner(row.getString("owner"), row.getString("name")))
                .optional();
    }

    /** The owners of those of the contacts that have one. */
    public Map<ContactId, Owner> of(Collection<ContactId> contacts) {
        var owners = new HashMap<ContactId, Owner>();
        jdbc.sql(SELECT + "contact_owner.contact_id = any(cast(:contacts as uuid[]))")
                .param("contacts", IdArrays.ids(contacts))
                .query(row -> {
                    owners.put(
                            new ContactId(row.getObject("contact_id", UUID.class)),
                            new Owner(row.getString("owner"), row.getString("name")));
                });
        return owners;
    }

    /** The owner of another contact at the same company, of whoever has had one there the longest. */
    Optional<String> ofCompany(UUID company, ContactId except) {
        return jdbc.sql("""
                        select contact_owner.owner
                        from contact join contact_owner on contact_owner.contact_id = contact.id
                        where contact.company_id = :company and contact.id <> :except
                        order by contact_owner.since, contact.id
                        limit 1""")
                .param("company", company)
                .param("except", except.value())
                .query(String.class)
                .optional();
    }

    /** The contact is this person's from now on. */
    public void give(ContactId contact, String owner, String actor) {
        jdbc.sql("""
                        insert into contact_owner (contact_id, owner, since, actor)
                        values (:contact, :owner, :since, :actor)
                        on conflict (contact_id) do update
                        set owner = excluded.owner, since = excluded.since, actor = excluded.actor
                        where contact_owner.owner <> excluded.owner""")
                .param("contact", contact.value())
                .param("owner", owner)
                .param("since", utc(clock.instant()))
                .param("actor", actor)
                .update();
    }

    /** The contact is another person's from now on, where it was nobody's or the one's before. */
    void replace(ContactId contact, @Nullable String before, String owner, String actor) {
        var current = of(contact);
        if (current.isEmpty() || current.get().email().equals(before)) {
            give(contact, owner, actor);
        }
    }

    /** The contact is this person's unless it is someone's already. */
    public void giveIfNobodys(ContactId contact, String owner, String actor) {
        jdbc.sql("""
                        insert into contact_owner (contact_id, owner, since, actor)
                        values (:contact, :owner, :since, :actor)
                        on conflict (contact_id) do nothing""")
                .param("contact", contact.value())
                .param("owner", owner)
                .param("since", utc(clock.instant()))
                .param("actor", actor)
                .update();
    }
}
