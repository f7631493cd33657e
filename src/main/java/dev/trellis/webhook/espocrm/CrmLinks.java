package dev.trellis.webhook.espocrm;

import dev.trellis.contact.ContactId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which of the CRM's records is which of ours. */
@Repository
class CrmLinks {

    private final JdbcClient jdbc;

    CrmLinks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<String> lead(UUID webhook, ContactId contact) {
        return jdbc.sql("""
                        select their_id from crm_link
                        where webhook_id = :webhook and entity = 'Lead' and contact_id = :contact
                        order by their_id limit 1""")
                .param("webhook", webhook)
                .param("contact", contact.value())
                .query(String.class)
                .optional();
    }

    Optional<String> opportunity(UUID webhook, UUID deal) {
        return jdbc.sql("select their_id from crm_link where webhook_id = :webhook and deal_id = :deal")
                .param("webhook", webhook)
                .param("deal", deal)
                .query(String.class)
                .optional();
    }

    Optional<UUID> deal(UUID webhook, String theirId) {
        return jdbc.sql("""
                        select deal_id from crm_link
                        where webhook_id = :webhook and entity = 'Opportunity' and their_id = :their""")
                .param("webhook", webhook)
                .param("their", theirId)
                .query(UUID.class)
                .optional();
    }

    void put(UUID webhook, String entity, String theirId, ContactId contact, @Nullable UUID deal) {
        jdbc.sql("""
                        insert into crm_link (webhook_id, entity, their_id, contact_id, deal_id)
                        values (:webhook, :entity, :their, :contact, cast(:deal as uuid))
                        on conflict (webhook_id, entity, their_id)
                            do update set contact_id = excluded.contact_id, deal_id = excluded.deal_id""")
                .param("webhook", webhook)
                .param("entity", entity)
                .param("their", theirId)
                .param("contact", contact.value())
                .param("deal", deal)
                .update();
    }

    void forget(UUID webhook, String entity, String theirId) {
        jdbc.sql("delete from crm_link where webhook_id = :webhook and entity = :entity and their_id = :their")
                .param("webhook", webhook)
                .param("entity", entity)
                .param("their", theirId)
                .update();
    }

    List<Map<String, Object>> ofContact(ContactId contact) {
        return jdbc.sql("""
                        select w.name, l.entity, l.their_id from crm_link l join webhook w on w.id = l.webhook_id
                        where l.contact_id = :contact order by 1, 2, 3""")
                .param("contact", contact.value())
                .query((row, number) -> Map.<String, Object>of(
                        "crm",
                        row.getString("name"),
                        "entity",
                        row.getString("entity"),
                        "id",
                        row.getString("their_id")))
                .list();
    }

    void forget(ContactId contact) {
        jdbc.sql("delete from crm_link where contact_id = :contact")
                .param("contact", contact.value())
                .update();
    }

    void merge(ContactId keep, ContactId merged) {
        jdbc.sql("update crm_link set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }
}
