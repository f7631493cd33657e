package dev.trellis.webhook.espocrm;

import static dev.trellis.platform.UtcTime.today;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.webhook.Carrier;
import dev.trellis.webhook.Delivery;
import dev.trellis.webhook.Webhook;
import dev.trellis.webhook.WebhookKind;
import dev.trellis.webhook.http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes hand-offs leads of EspoCRM and deals its opportunities. The fields are those of EspoCRM 9's own definitions of
 * Lead and Opportunity.
 *
 * <p>May be called again for the same delivery: what it has made before it finds, by its own notes or by the id that it
 * leaves in the description. What people over there have made of a lead's name or phone number is not written over.
 */
@Component
class EspoCarrier implements Carrier {

    private static final String LEAD = "Lead";
    private static final String OPPORTUNITY = "Opportunity";
    private static final int NOT_FOUND = 404;
    private static final int CLOSES_WITHIN_DAYS = 30;
    private static final int LONGEST_NAME = 100;

    private final EspoClient espo;
    private final CrmLinks links;
    private final Contacts contacts;
    private final Deals deals;
    private final EspoProperties properties;
    private final TrellisProperties settings;
    private final JsonMapper json;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    EspoCarrier(
            EspoClient espo,
            CrmLinks links,
            Contacts contacts,
            Deals deals,
            EspoProperties properties,
            TrellisProperties settings,
            JsonMapper json,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.espo = espo;
        this.links = links;
        this.contacts = contacts;
        this.deals = deals;
        this.properties = properties;
        this.settings = settings;
        this.json = json;
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactionManager);
        this.clock = clock;
    }

    @Override
    public WebhookKind kind() {
        return WebhookKind.ESPOCRM;
    }

    /** One after the other: two that look for the same lead at once would both find none and make two. */
    @Override
    public int lines() {
        return 1;
    }

    @Override
    public Answer carry(Webhook crm, Delivery delivery) throws IOException {
        try {
            return Objects.requireNonNull(transactions.execute(status -> {
                takeTurns(crm);
                try {
                    return carryAlone(crm, delivery);
                } catch (IOException ex) {
                    throw new UncheckedIOException(ex);
                }
            }));
        } catch (UncheckedIOException ex) {
            throw ex.getCause();
        }
    }

    /** Among instances, too, until the end of the transaction. */
    private void takeTurns(Webhook crm) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:crm, 0))")
                .param("crm", "espocrm:" + crm.id())
                .query(row -> {});
    }

    private Answer carryAlone(Webhook crm, Delivery delivery) throws IOException {
        var data = json.readTree(delivery.data());
        if (delivery.type().startsWith("handoff.")) {
            return handoff(crm, delivery, data);
        }
        if (delivery.type().startsWith("deal.")) {
            return deal(crm, UUID.fromString(data.path("dealId").asString()));
        }
        // A ping: whether the key opens the door.
        return espo.search(crm, LEAD, "equals", "emailAddress", "nobody@example.com");
    }

    private Answer handoff(Webhook crm, Delivery delivery, JsonNode data) throws IOException {
        var contact = contacts.find(
                        new ContactId(UUID.fromString(data.path("contactId").asString())))
                .orElse(null);
        if (contact == null) {
            return nothing("the contact is gone");
        }
        var changes = new LinkedHashMap<String, Object>();
        changes.put("status", leadStatus(delivery.type(), data));
        changes.put("description", words(data));
        var known = links.lead(crm.id(), contact.id()).orElse(null);
        if (known == null) {
            var found = espo.search(crm, LEAD, "equals", "emailAddress", contact.email());
            if (!found.isSuccess()) {
                return found;
            }
            known = espo.first(found).orElse(null);
        }
        if (known != null) {
            var answer = espo.update(crm, LEAD, known, changes);
            if (answer.status() != NOT_FOUND) {
                links.put(crm.id(), LEAD, known, contact.id(), null);
                return answer;
            }
            links.forget(crm.id(), LEAD, known);
        }
        var fields = person(contact);
        fields.putAll(changes);
        return created(crm, LEAD, fields, contact.id(), null);
    }

    /** How the deal stands by now; what it was when this was written down does not matter any more. */
    private Answer deal(Webhook crm, UUID id) throws IOException {
        var deal = deals.find(id).orElse(null);
        if (deal == null) {
            return nothing("the deal is gone");
        }
        var known = links.opportunity(crm.id(), id).orElse(null);
        if (known == null) {
            var found = espo.search(crm, OPPORTUNITY, "contains", "description", id.toString());
            if (!found.isSuccess()) {
                return found;
            }
            known = espo.first(found).orElse(null);
        }
        if (known != null) {
            var answer = espo.update(crm, OPPORTUNITY, known, opportunity(deal));
            if (answer.status() != NOT_FOUND) {
                links.put(crm.id(), OPPORTUNITY, known, deal.contactId(), id);
                return answer;
            }
            links.forget(crm.id(), OPPORTUNITY, known);
        }
        var fields = opportunity(deal);
        fields.putIfAbsent(
                "closeDate", today(clock).plusDays(CLOSES_WITHIN_DAYS).toString());
        fields.put("description", "Trellis deal " + id + "\n" + settings.publicUrl() + "/contacts/" + deal.contactId());
        return created(crm, OPPORTUNITY, fields, deal.contactId(), id);
    }

    private Answer created(
            Webhook crm, String entity, Map<String, Object> fields, ContactId contact, @Nullable UUID deal)
            throws IOException {
        var answer = espo.create(crm, entity, fields);
        if (answer.isSuccess()) {
            var id = espo.text(answer, "/id")
                    .orElseThrow(() -> new IOException("EspoCRM made a " + entity + " and did not say its id"));
            links.put(crm.id(), entity, id, contact, deal);
        }
        return answer;
    }

    private Map<String, Object> opportunity(Deal deal) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", deal.name());
        fields.put("amount", deal.amount());
        fields.put("amountCurrency", deal.currency());
        switch (deal.state()) {
            case WON -> fields.put("stage", properties.won());
            case LOST -> fields.put("stage", properties.lost());
            case OPEN -> properties.stage(deal.step()).ifPresent(stage -> fields.put("stage", stage));
        }
        if (deal.expectedCloseOn() != null) {
            fields.put("closeDate", deal.expectedCloseOn().toString());
        }
        return fields;
    }

    /** A lead must have a last name, and a phone number in international form. */
    private static Map<String, Object> person(Contact contact) {
        var fields = new LinkedHashMap<String, Object>();
        put(fields, "firstName", contact.firstName());
        var lastName = contact.lastName();
        put(
                fields,
                "lastName",
                lastName == null ? contact.email().substring(0, contact.email().indexOf('@')) : lastName);
        fields.put("emailAddress", contact.email());
        put(fields, "accountName", contact.company());
        put(fields, "title", contact.jobTitle());
        var phone = contact.phone();
        if (phone != null && phone.startsWith("+")) {
            fields.put("phoneNumber", phone);
        }
        fields.put("doNotCall", contact.doNotCall());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value.length() > LONGEST_NAME ? value.substring(0, LONGEST_NAME) : value);
        }
    }

    private String words(JsonNode data) {
        return "Trellis hand-off " + data.path("handoffId").asString() + ": "
                + data.path("why").asString()
                + ". Score " + Math.round(data.path("score").asDouble()) + ", fit "
                + data.path("fit").asString() + ", "
                + data.path("temperature").asString() + ".\n" + settings.publicUrl() + "/contacts/"
                + data.path("contactId").asString();
    }

    private static String leadStatus(String type, JsonNode data) {
        return switch (type) {
            case "handoff.accepted", "handoff.qualified" -> "In Process";
            case "handoff.rejected", "handoff.withdrawn" -> "Dead";
            case "handoff.returned" -> "Recycled";
            default -> data.path("owner").isNull() ? "New" : "Assigned";
        };
    }

    private static Answer nothing(String why) {
        return new Answer(204, "Nothing to do: " + why, null);
    }
}
