package dev.trellis.webhook.espocrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChange;
import dev.trellis.deal.Deals;
import dev.trellis.deal.NewDeal;
import dev.trellis.deal.Passage;
import dev.trellis.deal.Win;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Database;
import dev.trellis.testing.TrellisTest;
import dev.trellis.webhook.Carrier;
import dev.trellis.webhook.Delivery;
import dev.trellis.webhook.Webhook;
import dev.trellis.webhook.WebhookDraft;
import dev.trellis.webhook.WebhookKind;
import dev.trellis.webhook.Webhooks;
import dev.trellis.webhook.http.Answer;
import dev.trellis.webhook.inbound.HookInbox;
import dev.trellis.webhook.inbound.HookMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract with EspoCRM, both ways, against {@link EspoStub}. */
@TrellisTest
class EspoCrmTests {

    private final Webhooks webhooks;
    private final EspoCarrier carrier;
    private final HookInbox inbox;
    private final Deals deals;
    private final Database database;
    private final String token;
    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private EspoStub espo;
    private Webhook crm;
    private ContactId contact;

    EspoCrmTests(
            Webhooks webhooks,
            List<Carrier> carriers,
            HookInbox inbox,
            Deals deals,
            Database database,
            TrellisProperties settings,
            @LocalServerPort int port) {
        this.webhooks = webhooks;
        this.carrier = (EspoCarrier) carriers.stream()
                .filter(each -> each.kind() == WebhookKind.ESPOCRM)
                .findFirst()
                .orElseThrow();
        this.inbox = inbox;
        this.deals = deals;
        this.database = database;
        this.token = String.valueOf(settings.apiToken());
        this.address = "http://localhost:" + port;
    }

    @BeforeEach
    void anEspoCrmAndAContact() throws Exception {
        espo = new EspoStub();
        crm = webhooks.add(new WebhookDraft(
                "espo",
                espo.url(),
                WebhookKind.ESPOCRM,
                null,
                Set.of("deal.opened", "deal.changed", "deal.won", "deal.lost"),
                null,
                EspoStub.KEY));
        contact = ContactId.of(post("/api/contacts", """
                        {"email": "ada@example.org", "firstName": "Ada", "lastName": "Byron", "company": "Engines Ltd",
                         "phone": "+4930123456", "topics": ["newsletter"]}""").get("id").asString());
    }

    @AfterEach
    void close() {
        espo.close();
    }

    @Test
    void aDealBecomesAnOpportunityAndFollowsIt() {
        var deal = deal();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> espo.all("Opportunity").size() == 1);
        var opportunity = espo.all("Opportunity").getFirst();
        assertThat(opportunity.get("name").asString()).isEqualTo("Forty seats");
        assertThat(opportunity.get("amount").decimalValue()).isEqualByComparingTo("1200");
        assertThat(opportunity.get("amountCurrency").asString()).isEqualTo("EUR");
        assertThat(opportunity.get("stage").asString()).isEqualTo("Prospecting");
        assertThat(opportunity.get("description").asString()).contains(deal.id().toString());

        deals.change(
                deal.id(),
                new DealChange(null, null, null, null, null, "demo", null, null),
                Passage.overridden("test"),
                "test");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> opportunity.get("stage").asString().equals("Proposal"));
        deals.win(deal.id(), new Win(null, null, null), "test");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> opportunity.get("stage").asString().equals("Closed Won"));
        assertThat(espo.all("Opportunity")).hasSize(1);
    }

    @Test
    void aHandoffBecomesALeadAndALeadThatIsThereIsTakenUp() throws IOException {
        assertThat(carry("handoff.opened", null).status()).isEqualTo(200);
        var lead = espo.all("Lead").getFirst();
        assertThat(lead.get("emailAddress").asString()).isEqualTo("ada@example.org");
        assertThat(lead.get("lastName").asString()).isEqualTo("Byron");
        assertThat(lead.get("accountName").asString()).isEqualTo("Engines Ltd");
        assertThat(lead.get("phoneNumber").asString()).isEqualTo("+4930123456");
        assertThat(lead.get("status").asString()).isEqualTo("New");
        assertThat(lead.get("description").asString()).contains("Score 42, fit A, hot.", "/contacts/" + contact);

        lead.put("lastName", "King");
        assertThat(carry("handoff.accepted", "ada@example.com").status()).isEqualTo(200);
        assertThat(espo.all("Lead")).hasSize(1);
        assertThat(lead.get("status").asString()).isEqualTo("In Process");
        assertThat(lead.get("lastName").asString())
                .as("what people changed there")
                .isEqualTo("King");

        // What we noted is lost, as after a crash between making it and noting it.
        database.jdbc().sql("delete from crm_link").update();
        assertThat(carry("handoff.rejected", "ada@example.com").status()).isEqualTo(200);
        assertThat(espo.all("Lead")).hasSize(1);
        assertThat(lead.get("status").asString()).isEqualTo("Dead");

        espo.records.clear();
        assertThat(carry("handoff.opened", "ada@example.com").status()).isEqualTo(200);
        assertThat(espo.all("Lead")).as("deleted over there, made anew").hasSize(1);
        assertThat(espo.all("Lead").getFirst().get("status").asString()).isEqualTo("Assigned");
    }

    @Test
    void whatEspoCrmRefusesIsKeptWithItsReason() throws IOException {
        webhooks.change(crm.id(), new WebhookDraft(null, null, null, null, null, null, "another key"));

        assertThat(carry("handoff.opened", null).status()).isEqualTo(401);
        assertThat(carry("ping", null).status()).isEqualTo(401);
    }

    @Test
    void whatBecomesOfAnOpportunityBecomesOfTheDeal() throws Exception {
        var hook = subscribe();
        var deal = deal();
        await().atMost(Duration.ofSeconds(20)).until(() -> linked() == 1);
        var id = espo.all("Opportunity").getFirst().get("id").asString();

        assertThat(tell("[{\"id\": \"%s\", \"stage\": \"Negotiation\", \"amount\": 1500, \"amountCurrency\": \"EUR\"}]"
                        .formatted(id)))
                .isEqualTo(204);
        assertThat(deals.require(deal.id()).step()).isEqualTo("objections");
        assertThat(deals.require(deal.id()).amount()).isEqualByComparingTo("1500");

        deals.change(
                deal.id(),
                new DealChange(null, null, null, null, null, "closing", null, null),
                Passage.overridden("test"),
                "test");
        tell("[{\"id\": \"%s\", \"stage\": \"Negotiation\"}]".formatted(id));
        assertThat(deals.require(deal.id()).step())
                .as("two of our steps are one stage there")
                .isEqualTo("closing");

        tell("[{\"id\": \"%s\", \"stage\": \"Closed Lost\", \"probability\": 0}]".formatted(id));
        var lost = deals.require(deal.id());
        assertThat(lost.state()).isEqualTo(Deal.State.LOST);
        assertThat(lost.lostReason()).isEqualTo("no-decision");

        tell("[{\"id\": \"elsewhere\", \"stage\": \"Closed Won\"}]");
        assertThat(inbox.of(hook, "ignored", null, 10))
                .extracting(HookMessage::type)
                .containsExactly("espocrm.Opportunity.update");
        tell("[{\"id\": \"%s\", \"stage\": \"Prospecting\"}]".formatted(id));
        assertThat(inbox.of(hook, "failed", null, 10))
                .extracting(HookMessage::outcome)
                .containsExactly("A deal that is lost does not move in the pipeline");
    }

    @Test
    void onlyItsOwnSignatureIsBelieved() throws Exception {
        assertThat(send("[]", "nonsense")).as("not asked for").isEqualTo(410);
        subscribe();

        assertThat(send("[]", EspoStub.signature("another", "[]"))).isEqualTo(401);
        assertThat(send("[ ]", EspoStub.signature(theirHook(), "[]"))).isEqualTo(401);
        assertThat(send("[]", "")).isEqualTo(401);
        assertThat(send("[]", EspoStub.signature(theirHook(), "[]"))).isEqualTo(204);
        assertThat(send("[", EspoStub.signature(theirHook(), "["))).isEqualTo(400);
    }

    private Deal deal() {
        return deals.open(
                        new NewDeal(
                                contact, null, "Forty seats", new BigDecimal("1200"), "EUR", null, null, null, null),
                        "test")
                .deal();
    }

    private Answer carry(String type, @Nullable String owner) throws IOException {
        var data = json.createObjectNode()
                .put("contactId", contact.toString())
                .put("handoffId", UUID.randomUUID().toString())
                .put("owner", owner)
                .put("why", "score reached 42")
                .put("score", 42.0)
                .put("fit", "A")
                .put("temperature", "hot");
        return carrier.carry(
                webhooks.require(crm.id()),
                new Delivery(
                        1,
                        crm.id(),
                        "msg_1",
                        type,
                        contact.value(),
                        json.writeValueAsString(data),
                        Delivery.State.WAITING,
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        null,
                        null,
                        null,
                        null));
    }

    private UUID subscribe() throws Exception {
        var answer = post("/api/webhooks/" + crm.id() + "/subscribe", "");
        assertThat(espo.all("Webhook").getFirst().get("event").asString()).isEqualTo("Opportunity.update");
        assertThat(espo.all("Webhook").getFirst().get("url").asString()).endsWith("/t/espocrm/" + crm.id());
        return UUID.fromString(answer.get("hookId").asString());
    }

    private String theirHook() {
        return espo.all("Webhook").getFirst().get("id").asString();
    }

    private long linked() {
        return database.jdbc()
                .sql("select count(*) from crm_link where deal_id is not null")
                .query(Long.class)
                .single();
    }

    private int tell(String body) throws Exception {
        return send(body, EspoStub.signature(theirHook(), body));
    }

    private int send(String body, String signature) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(address + "/t/espocrm/" + crm.id()))
                                .header("Content-Type", "application/json")
                                .header("Signature", signature)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private JsonNode post(String path, String body) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(List.of(200, 201)).as(answer.body()).contains(answer.statusCode());
        return json.readTree(answer.body());
    }
}
