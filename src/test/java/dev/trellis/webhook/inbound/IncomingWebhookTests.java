package dev.trellis.webhook.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Database;
import dev.trellis.testing.TrellisTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells the whole application things as a CRM does, signing them by what the specification says. */
@TrellisTest
class IncomingWebhookTests {

    private final HookSources sources;
    private final HookInbox inbox;
    private final Deals deals;
    private final Database database;
    private final Clock clock;
    private final String token;
    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private HookSource crm;
    private UUID contact;

    IncomingWebhookTests(
            HookSources sources,
            HookInbox inbox,
            Deals deals,
            Database database,
            Clock clock,
            TrellisProperties settings,
            @LocalServerPort int port) {
        this.sources = sources;
        this.inbox = inbox;
        this.deals = deals;
        this.database = database;
        this.clock = clock;
        this.token = String.valueOf(settings.apiToken());
        this.address = "http://localhost:" + port;
    }

    @BeforeEach
    void aCrmAndAContact() throws Exception {
        crm = sources.add("our-crm", null);
        contact = UUID.fromString(api("/api/contacts", """
                {"email": "ada@example.org", "topics": ["newsletter"], "externalId": "c-1"}""").get("id").asString());
    }

    @Test
    void aDealLivesThroughWhatTheCrmTells() throws Exception {
        tell("deal.created", """
                {"email": "ada@example.org", "externalId": "d-1", "name": "Forty seats", "amount": 1200, "currency": "EUR"}""");
        tell("deal.updated", "{\"externalId\": \"d-1\", \"step\": \"demo\", \"amount\": \"1300.50\"}");
        var won = tell("deal.won", "{\"externalId\": \"d-1\", \"wonOn\": \"2026-03-02\"}");

        assertThat(won.get("state").asString()).isEqualTo("done");
        assertThat(won.get("outcome").asString()).isEqualTo("won Forty seats");
        var deal = deals.findByExternalId("d-1").orElseThrow();
        assertThat(deal.state()).isEqualTo(Deal.State.WON);
        assertThat(deal.step()).isEqualTo("demo");
        assertThat(deal.amount()).isEqualByComparingTo("1300.50");
        assertThat(deals.history(deal.id()).getLast().actor()).isEqualTo("hook:our-crm");
        assertThat(tell("deal.won", "{\"externalId\": \"d-1\"}").get("outcome").asString())
                .isEqualTo("won already: Forty seats");
    }

    @Test
    void aMessageToldTwiceOrTenTimesAtOnceIsActedUponOnce() throws Exception {
        var body = body("activity.added", "{\"contactExternalId\": \"c-1\", \"type\": \"call-logged\"}");
        try (var callers = Executors.newFixedThreadPool(10)) {
            var calls = IntStream.range(0, 10)
                    .mapToObj(i -> (Callable<Integer>)
                            () -> send("msg_1", body, crm.secrets().getFirst(), clock.instant())
                                    .statusCode())
                    .toList();
            for (var call : callers.invokeAll(calls)) {
                assertThat(call.get()).isEqualTo(200);
            }
        }

        assertThat(activities("call-logged")).isEqualTo(1);
        assertThat(inbox.of(crm.id(), null, null, 10)).hasSize(1);
    }

    @Test
    void whatIsNotGenuineOrNotFreshIsRefused() throws Exception {
        var body = body("activity.added", "{\"contactExternalId\": \"c-1\", \"type\": \"call-logged\"}");
        var secret = crm.secrets().getFirst();
        var now = clock.instant();

        assertThat(send("1", body, "whsec_bm90IHRoZSBzZWNyZXQ=", now).statusCode())
                .isEqualTo(401);
        assertThat(send("1", body, secret, now.minus(Duration.ofMinutes(6))).statusCode())
                .isEqualTo(401);
        assertThat(send("1", body, secret, now.plus(Duration.ofMinutes(6))).statusCode())
                .isEqualTo(401);
        assertThat(send("1", "[1]", secret, now).statusCode()).isEqualTo(400);
        assertThat(send("1", "{", secret, now).statusCode()).isEqualTo(400);
        assertThat(send("", body, secret, now).statusCode()).isEqualTo(400);
        sources.listen(crm.id(), false);
        assertThat(send("1", body, secret, now).statusCode()).isEqualTo(404);

        assertThat(activities("call-logged")).isZero();
        assertThat(inbox.of(crm.id(), null, null, 10)).isEmpty();
    }

    @Test
    void theSecretBeforeIsTakenForADay() throws Exception {
        var before = crm.secrets().getFirst();
        var after = sources.rotate(crm.id()).secrets().getFirst();
        var body = body("some.type", "{}");

        assertThat(send("1", body, before, clock.instant()).statusCode()).isEqualTo(200);
        assertThat(send("2", body, after, clock.instant()).statusCode()).isEqualTo(200);
        database.jdbc()
                .sql("update hook_source set previous_until = previous_until - interval '25 hours'")
                .update();
        assertThat(send("3", body, before, clock.instant()).statusCode()).isEqualTo(401);
    }

    @Test
    void unknownTypesAreKeptAndLeftAlone() throws Exception {
        var answer = tell("invoice.paid", "{\"amount\": 7}");

        assertThat(answer.get("state").asString()).isEqualTo("ignored");
        var kept = inbox.of(crm.id(), "ignored", null, 10).getFirst();
        assertThat(kept.type()).isEqualTo("invoice.paid");
        assertThat(json.readTree(kept.body()).at("/data/amount").asInt()).isEqualTo(7);
    }

    @Test
    void whatCannotBeDoneSaysWhyAndIsDoneOnceMended() throws Exception {
        var answer = tell("deal.lost", "{\"externalId\": \"d-9\", \"reason\": \"budget\"}");
        assertThat(answer.get("state").asString()).isEqualTo("failed");
        assertThat(answer.get("outcome").asString()).isEqualTo("externalId: No deal has the externalId d-9");
        assertThat(tell("deal.created", "{\"contactExternalId\": \"c-1\", \"externalId\": \"d-9\"}")
                        .get("outcome")
                        .asString())
                .isEqualTo("amount: is missing");
        tell("deal.created", """
                {"contactExternalId": "c-1", "externalId": "d-9", "name": "Nine", "amount": 9, "currency": "EUR"}""");

        var failed = inbox.of(crm.id(), "failed", null, 10).getLast();
        assertThat(inbox.retry(crm.id(), failed.id()).state()).isEqualTo("done");
        assertThat(deals.findByExternalId("d-9").orElseThrow().state()).isEqualTo(Deal.State.LOST);
    }

    @Test
    void aContactIsChangedAndErasureTakesWhatWasTold() throws Exception {
        tell(
                "contact.updated",
                "{\"externalId\": \"c-1\", \"fields\": {\"phone\": \"+49 30 1234567\", \"doNotCall\": true}}");

        assertThat(database.jdbc()
                        .sql("select do_not_call from contact where id = :id")
                        .param("id", contact)
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(inbox.of(crm.id(), "done", null, 10).getFirst().contactId()).isEqualTo(contact);
        http.send(request("/api/contacts/" + contact).DELETE().build(), HttpResponse.BodyHandlers.discarding());
        assertThat(inbox.of(crm.id(), null, null, 10)).isEmpty();
    }

    private JsonNode tell(String type, String data) throws Exception {
        var answer = send(
                UUID.randomUUID().toString(), body(type, data), crm.secrets().getFirst(), clock.instant());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static String body(String type, String data) {
        return "{\"type\": \"" + type + "\", \"timestamp\": \"2026-03-02T09:00:00Z\", \"data\": " + data + "}";
    }

    private HttpResponse<String> send(String id, String body, String secret, Instant at)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address + "/t/hooks/our-crm"))
                .header("Content-Type", "application/json")
                .header("webhook-timestamp", String.valueOf(at.getEpochSecond()))
                .header("webhook-signature", "v1,other " + sign(secret, id + "." + at.getEpochSecond() + "." + body))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!id.isEmpty()) {
            request.header("webhook-id", id);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String sign(String secret, String content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
            var signed = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode api(String path, String body) throws Exception {
        var answer = http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(List.of(200, 201)).as(answer.body()).contains(answer.statusCode());
        return json.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Authorization", "Bearer " + token);
    }

    private long activities(String type) {
        return database.jdbc()
                .sql("select count(*) from activity where contact_id = :contact and type = :type")
                .param("contact", contact)
                .param("type", type)
                .query(Long.class)
                .single();
    }
}
