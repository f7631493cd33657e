package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes single fields of a contact, on purpose: here a blank does overwrite. */
@Service
public class ContactEditor {

    private static final Set<String> FIELDS = new LinkedHashSet<>(List.of(
            "email",
            "firstName",
            "lastName",
            "phone",
            "company",
            "jobTitle",
            "country",
            "timeZone",
            "language",
            "externalId",
            "doNotCall",
            "attributes"));

    private final JdbcClient jdbc;
    private final Contacts contacts;
    private final Companies companies;
    private final Json json;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    ContactEditor(
            JdbcClient jdbc,
            Contacts contacts,
            Companies companies,
            Json json,
            Clock clock,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.contacts = contacts;
        this.companies = companies;
        this.json = json;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Changes the named fields.
     *
     * @param changes new values by field name; null clears the field; of attributes only those named change
     * @return the contact as it is now
     * @throws InvalidValueException if there is no such field or its value cannot be used
     * @throws ContactConflictException if the address or external id is another contact's
     */
    @Transactional
    public Contact change(ContactId id, Map<String, ? extends @Nullable Object> changes) {
        contacts.lock(List.of(id));
        var before = contacts.require(id);
        var columns = new LinkedHashMap<String, @Nullable Object>();
        changes.forEach((field, value) -> columns.putAll(columns(before, field, value)));
        if (columns.isEmpty()) {
            return before;
        }
        write(id, columns);
        var after = contacts.require(id);
        events.publishEvent(new ContactsUpdated(List.of(id), Lane.LIVE));
        return after;
    }

    /** Gives the kept contact what it lacks and the other one had. The other one is gone already. */
    void complete(Contact kept, Contact other) {
        var columns = new LinkedHashMap<String, @Nullable Object>();
        fill(columns, "first_name", kept.firstName(), other.firstName());
        fill(columns, "last_name", kept.lastName(), other.lastName());
        fill(columns, "phone", kept.phone(), other.phone());
        fill(columns, "company_id", kept.companyId(), other.companyId());
        fill(columns, "job_title", kept.jobTitle(), other.jobTitle());
        fill(columns, "country", kept.country(), other.country());
        fill(columns, "time_zone", kept.timeZone(), other.timeZone());
        fill(columns, "language", kept.language(), other.language());
        fill(columns, "external_id", kept.externalId(), other.externalId());
        columns.put("do_not_call", kept.doNotCall() || other.doNotCall());
        var attributes = new LinkedHashMap<>(other.attributes());
        attributes.putAll(kept.attributes());
        columns.put("attributes", attributes);
        boolean keptIsOlder = !other.createdAt().isBefore(kept.createdAt());
        var older = keptIsOlder ? kept : other;
        var newer = keptIsOlder ? other : kept;
        columns.put("created_at", utc(older.createdAt()));
        var first = older.source() == null ? newer.source() : older.source();
        columns.put("source", first);
        write(kept.id(), columns);
        keepTouch(kept, first, kept.source());
        keepTouch(kept, first, other.source());
        keepAlias(kept, other);
        events.publishEvent(new ContactsUpdated(List.of(kept.id()), Lane.LIVE));
    }

    private static void fill(
            Map<String, @Nullable Object> columns, String column, @Nullable Object kept, @Nullable Object other) {
        if (kept == null && other != null) {
            columns.put(column, other);
        }
    }

    private void keepTouch(Contact contact, @Nullable String first, @Nullable String source) {
        if (source != null && !source.equals(first)) {
            jdbc.sql("""
                            insert into contact_touch (contact_id, source, at) values (:contact, :source, :now)
                            on conflict do nothing
                            """)
                    .param("contact", contact.id().value())
                    .param("source", source)
                    .param("now", utc(now(clock)))
                    .update();
        }
    }

    private void keepAlias(Contact kept, Contact other) {
        jdbc.sql("""
                        insert into contact_alias (email_key, contact_id, email, created_at)
                        values (:key, :contact, :email, :now)
                        on conflict (email_key) do update set contact_id = excluded.contact_id
                        """)
                .param("key", EmailAddress.of(other.email()).key())
                .param("contact", kept.id().value())
                .param("email", other.email())
                .param("now", utc(now(clock)))
                .update();
    }

    private Map<String, @Nullable Object> columns(Contact before, String field, @Nullable Object value) {
        var columns = new LinkedHashMap<String, @Nullable Object>();
        switch (field) {
            case "email" -> {
                var address = EmailAddress.of(text(field, value));
                columns.put("email", address.address());
                columns.put("email_key", address.key());
            }
            case "firstName" -> columns.put("first_name", line(field, value));
            case "lastName" -> columns.put("last_name", line(field, value));
            case "phone" -> columns.put("phone", line(field, value));
            case "company" -> columns.put("company_id", company(line(field, value)));
            case "jobTitle" -> columns.put("job_title", line(field, value));
            case "country" -> columns.put("country", ProfileValues.country(text(field, value)));
            case "timeZone" -> columns.put("time_zone", ProfileValues.timeZone(text(field, value)));
            case "language" -> columns.put("language", ProfileValues.language(text(field, value)));
            case "externalId" -> columns.put("external_id", line(field, value));
            case "doNotCall" -> columns.put("do_not_call", doNotCall(value));
            case "attributes" -> columns.put("attributes", attributes(before.attributes(), value));
            case "source" ->
                throw new InvalidValueException(field, "cannot be changed: the first source of a contact stays");
            case "stage" -> throw new InvalidValueException(field, "is changed with PUT /api/contacts/{id}/stage");
            case "topics" -> throw new InvalidValueException(field, "are changed with PUT /api/contacts/{id}/consent");
            default ->
                throw new InvalidValueException(
                        field, "is not a field of a contact; there are " + String.join(", ", FIELDS));
        }
        return columns;
    }

    private @Nullable UUID company(@Nullable String name) {
        return name == null
                ? null
                : Objects.requireNonNull(
                                companies.resolve(Set.of(name), Set.of(), true).byName(name))
                        .id();
    }

    private static boolean doNotCall(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new InvalidValueException("doNotCall", "must be true or false");
    }

    private static Map<String, String> attributes(Map<String, String> before, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> given)) {
            throw new InvalidValueException("attributes", "must be an object of names and texts");
        }
        var changed = new LinkedHashMap<String, @Nullable String>();
        given.forEach((name, text) -> changed.put(String.valueOf(name), text == null ? null : String.valueOf(text)));
        var attributes = new LinkedHashMap<>(before);
        changed.keySet().forEach(attributes::remove);
        attributes.putAll(ProfileValues.attributes(changed));
        return attributes;
    }

    private static @Nullable String line(String field, @Nullable Object value) {
        return ProfileValues.line(field, text(field, value));
    }

    private static @Nullable String text(String field, @Nullable Object value) {
        if (value instanceof Map || value instanceof List) {
            throw new InvalidValueException(field, "must be a text");
        }
        return value == null ? null : value.toString();
    }

    private void write(ContactId id, Map<String, @Nullable Object> columns) {
        var assignments = columns.keySet().stream()
                .map(column -> column.equals("attributes")
                        ? "attributes = cast(:attributes as jsonb)"
                        : column + " = :" + column)
                .toList();
        var parameters = new LinkedHashMap<>(columns);
        parameters.computeIfPresent("attributes", (column, value) -> json.write((Map<?, ?>) value));
        try {
            jdbc.sql("update contact set " + String.join(", ", assignments)
                            + ", updated_at = :updated_at where id = :contact_id")
                    .params(parameters)
                    .param("updated_at", utc(now(clock)))
                    .param("contact_id", id.value())
                    .update();
        } catch (DuplicateKeyException e) {
            throw new ContactConflictException(
                    "Another contact has this email address or external id; merge the two instead");
        }
    }
}
