package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads and writes many contacts with one statement each. */
@Repository
class ContactStore {

    private static final String UNNEST = """
            unnest(cast(:ids as uuid[]), cast(:emails as text[]), cast(:emailKeys as text[]),
                   cast(:firstNames as text[]), cast(:lastNames as text[]), cast(:phones as text[]),
                   cast(:companyIds as uuid[]), cast(:jobTitles as text[]), cast(:countries as text[]),
                   cast(:timeZones as text[]), cast(:languages as text[]), cast(:sources as text[]),
                   cast(:externalIds as text[]), cast(:doNotCalls as boolean[]), cast(:attributes as jsonb[]))
                 with ordinality
                 as n (id, email, email_key, first_name, last_name, phone, company_id, job_title, country, time_zone,
                       language, source, external_id, do_not_call, attributes, position)
            """;

    private final JdbcClient jdbc;
    private final Contacts contacts;
    private final Json json;
    private final BulkCopy copy;

    ContactStore(JdbcClient jdbc, Contacts contacts, Json json, BulkCopy copy) {
        this.jdbc = jdbc;
        this.copy = copy;
        this.contacts = contacts;
        this.json = json;
    }

    /** The contacts that any of these addresses or external ids mean, locked in id order if they are to be changed. */
    List<ContactDraft> load(Collection<String> emailKeys, Collection<String> externalIds, boolean lock) {
        var ids = ids(emailKeys, externalIds);
        if (ids.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        select c.*, co.name as company,
                               (select array_agg(a.email_key) from contact_alias a where a.contact_id = c.id) as aliases
                        from contact c left join company co on co.id = c.company_id
                        where c.id = any(cast(:ids as uuid[]))
                        order by c.id
                        """ + (lock ? "for no key update of c" : ""))
                .param("ids", Sql.ids(ids))
                .query(this::toDraft)
                .list();
    }

    /**
     * Has look-ups planned for the tables as they are now, until {@link #planAsUsual}.
     *
     * <p>A plan made while a table was empty would still be used when it has a million rows, and a table that has just
     * grown has no statistics yet, without which reading all of it seems cheaper than a thousand look-ups.
     */
    void planAnew() {
        jdbc.sql("set local plan_cache_mode = force_custom_plan; set local enable_seqscan = off")
                .update();
    }

    /** Plans are kept again, without which every check of a reference would be planned on its own. */
    void planAsUsual() {
        jdbc.sql("set local plan_cache_mode to default; set local enable_seqscan to default")
                .update();
    }

    private Set<ContactId> ids(Collection<String> emailKeys, Collection<String> externalIds) {
        var ids = new HashSet<ContactId>();
        var byExternalId =
                externalIds.isEmpty() ? "" : " union all select id from contact where external_id = any(:externalIds)";
        var statement = jdbc.sql("""
                        select id from contact where email_key = any(:keys)
                        union all
                        select contact_id from contact_alias where email_key = any(:keys)
                        """ + byExternalId).param("keys", emailKeys.toArray(String[]::new));
        if (!externalIds.isEmpty()) {
            statement = statement.param("externalIds", externalIds.toArray(String[]::new));
        }
        statement.query(row -> {
            ids.add(new ContactId(row.getObject(1, UUID.class)));
        });
        return ids;
    }

    /** Inserts the new contacts whose address and external id nobody has taken in the meantime; gives their ids. */
    Set<ContactId> insert(List<ContactDraft> drafts) {
        if (drafts.isEmpty()) {
            return Set.of();
        }
        // In the same order everywhere, so that two who insert the same addresses do not wait for each other.
        var rows = drafts.stream()
                .sorted(Comparator.comparing(draft -> draft.email.key()))
                .map(Row::new)
                .toList();
        var inserted = new HashSet<ContactId>();
        parameters(
                        jdbc.sql("""
                                insert into contact (id, email, email_key, first_name, last_name, phone, company_id,
                                                     job_title, country, time_zone, language, source, external_id,
                                                     do_not_call, attributes, created_at, updated_at)
                                select n.id, n.email, n.email_key, n.first_name, n.last_name, n.phone, n.company_id,
                                       n.job_title, n.country, n.time_zone, n.language, n.source, n.external_id,
                                       n.do_not_call, n.attributes, :now, :now
                                from
                                """ + UNNEST + " order by n.position on conflict do nothing returning id"),
                        rows,
                        rows.getFirst().contact().createdAt())
                .query(UUID.class)
                .list()
                .forEach(id -> inserted.add(new ContactId(id)));
        return inserted;
    }

    /**
     * Appends new contacts, many at a time, much faster than {@link #insert}.
     *
     * @throws org.springframework.dao.DuplicateKeyException if somebody has taken an address or external id in the
     *     meantime; the transaction is lost then
     */
    Set<ContactId> append(List<ContactDraft> drafts) {
        var rows = drafts.stream()
                .sorted(Comparator.comparing(draft -> draft.email.key()))
                .map(Row::new)
                .toList();
        copy.append(
                "contact (id, email, email_key, first_name, last_name, phone, company_id, job_title, country, time_zone,"
                        + " language, source, external_id, do_not_call, attributes, created_at, updated_at)",
                rows,
                row -> {
                    var contact = row.contact();
                    return Arrays.asList(
                            contact.id(),
                            contact.email(),
                            row.emailKey(),
                            contact.firstName(),
                            contact.lastName(),
                            contact.phone(),
                            contact.companyId(),
                            contact.jobTitle(),
                            contact.country(),
                            contact.timeZone(),
                            contact.language(),
                            contact.source(),
                            contact.externalId(),
                            contact.doNotCall(),
                            json.write(contact.attributes()),
                            contact.createdAt(),
                            contact.createdAt());
                });
        return drafts.stream().map(draft -> draft.id).collect(Collectors.toSet());
    }

    void update(List<ContactDraft> drafts, Instant now) {
        if (drafts.isEmpty()) {
            return;
        }
        parameters(
                        jdbc.sql("""
                                update contact c
                                set email = n.email, email_key = n.email_key, first_name = n.first_name,
                                    last_name = n.last_name, phone = n.phone, company_id = n.company_id,
                                    job_title = n.job_title, country = n.country, time_zone = n.time_zone,
                                    language = n.language, source = n.source, external_id = n.external_id,
                                    do_not_call = n.do_not_call, attributes = n.attributes, updated_at = :now
                                from
                                """ + UNNEST + " where c.id = n.id"),
                        drafts.stream().map(Row::new).toList(),
                        now)
                .update();
    }

    /** Keeps where the contacts came from again. */
    void addTouches(List<ContactDraft> drafts, Instant now) {
        var touches = new ArrayList<Touch>();
        drafts.forEach(draft -> draft.touches.forEach(source -> touches.add(new Touch(draft.id, source))));
        if (touches.isEmpty()) {
            return;
        }
        touches.sort(Comparator.comparing(Touch::contact));
        jdbc.sql("""
                        insert into contact_touch (contact_id, source, at)
                        select contact_id, source, :now
                        from unnest(cast(:contacts as uuid[]), cast(:sources as text[])) as n (contact_id, source)
                        on conflict do nothing
                        """)
                .param("now", utc(now))
                .param("contacts", Sql.array(touches, Touch::contact))
                .param("sources", Sql.array(touches, Touch::source))
                .update();
    }

    private JdbcClient.StatementSpec parameters(JdbcClient.StatementSpec statement, List<Row> rows, Instant now) {
        return statement
                .param("now", utc(now))
                .param("ids", Sql.array(rows, row -> row.contact().id()))
                .param("emails", Sql.array(rows, row -> row.contact().email()))
                .param("emailKeys", Sql.array(rows, Row::emailKey))
                .param("firstNames", Sql.array(rows, row -> row.contact().firstName()))
                .param("lastNames", Sql.array(rows, row -> row.contact().lastName()))
                .param("phones", Sql.array(rows, row -> row.contact().phone()))
                .param("companyIds", Sql.array(rows, row -> row.contact().companyId()))
                .param("jobTitles", Sql.array(rows, row -> row.contact().jobTitle()))
                .param("countries", Sql.array(rows, row -> row.contact().country()))
                .param("timeZones", Sql.array(rows, row -> row.contact().timeZone()))
                .param("languages", Sql.array(rows, row -> row.contact().language()))
                .param("sources", Sql.array(rows, row -> row.contact().source()))
                .param("externalIds", Sql.array(rows, row -> row.contact().externalId()))
                .param("doNotCalls", Sql.array(rows, row -> row.contact().doNotCall()))
                .param(
                        "attributes",
                        Sql.array(rows, row -> json.write(row.contact().attributes())));
    }

    private ContactDraft toDraft(ResultSet row, int number) throws SQLException {
        var aliases = row.getArray("aliases");
        return ContactDraft.of(
                contacts.toContact(row, number),
                row.getString("email_key"),
                aliases == null ? List.of() : List.of((String[]) aliases.getArray()));
    }

    private record Row(Contact contact, String emailKey) {

        Row(ContactDraft draft) {
            this(draft.toContact(draft.createdAt), draft.email.key());
        }
    }

    private record Touch(ContactId contact, String source) {}
}
