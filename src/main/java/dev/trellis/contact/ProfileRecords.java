package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.instant;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who the contact is, where it came from, and under which other addresses it is known. */
@Component
@Order(ProfileRecords.LAST)
class ProfileRecords implements ContactRecords {

    /** What features above keep goes before what they refer to. */
    static final int LAST = 1_000;

    private final JdbcClient jdbc;
    private final Contacts contacts;

    ProfileRecords(JdbcClient jdbc, Contacts contacts) {
        this.jdbc = jdbc;
        this.contacts = contacts;
    }

    @Override
    public String name() {
        return "profile";
    }

    @Override
    public Set<String> tables() {
        return Set.of("contact_touch", "contact_alias");
    }

    @Override
    public List<Map<String, Object>> export(ContactId id) {
        var contact = contacts.require(id);
        var profile = new LinkedHashMap<String, Object>();
        put(profile, "id", id.toString());
        put(profile, "email", contact.email());
        put(profile, "firstName", contact.firstName());
        put(profile, "lastName", contact.lastName());
        put(profile, "phone", contact.phone());
        put(profile, "company", contact.company());
        put(profile, "jobTitle", contact.jobTitle());
        put(profile, "country", contact.country());
        put(profile, "timeZone", contact.timeZone());
        put(profile, "language", contact.language());
        put(profile, "source", contact.source());
        put(profile, "externalId", contact.externalId());
        put(profile, "doNotCall", contact.doNotCall());
        put(profile, "attributes", contact.attributes());
        put(profile, "createdAt", contact.createdAt().toString());
        put(profile, "updatedAt", contact.updatedAt().toString());
        put(profile, "laterSources", laterSources(id));
        put(profile, "formerAddresses", formerAddresses(id));
        return List.of(profile);
    }

    @Override
    public void erase(ContactId contact) {
        for (var table : List.of("contact_touch", "contact_alias")) {
            jdbc.sql("delete from " + table + " where contact_id = :contact")
                    .param("contact", contact.value())
                    .update();
        }
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        jdbc.sql("""
                        insert into contact_touch (contact_id, source, at)
                        select :keep, source, at from contact_touch where contact_id = :merged
                        on conflict do nothing
                        """)
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
        jdbc.sql("delete from contact_touch where contact_id = :merged")
                .param("merged", merged.value())
                .update();
        jdbc.sql("update contact_alias set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }

    private List<Map<String, Object>> laterSources(ContactId id) {
        return jdbc.sql("select source, at from contact_touch where contact_id = :id order by at, source")
                .param("id", id.value())
                .query((row, number) -> Map.<String, Object>of(
                        "source",
                        row.getString("source"),
                        "at",
                        instant(row, "at").toString()))
                .list();
    }

    private List<String> formerAddresses(ContactId id) {
        return jdbc.sql("select email from contact_alias where contact_id = :id order by created_at, email")
                .param("id", id.value())
                .query((row, number) -> row.getString("email"))
                .list();
    }

    private static void put(Map<String, Object> profile, String name, @Nullable Object value) {
        if (value != null) {
            profile.put(name, value);
        }
    }
}
