package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.TrellisTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Deals and their pipeline as an outside program works with them, on the real lifecycle. */
@TrellisTest
class DealControllerTests {

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String address;
    private final String token;

    DealControllerTests(@LocalServerPort int port, TrellisProperties settings) {
        this.address = "http://localhost:" + port;
        this.token = Objects.requireNonNull(settings.apiToken());
    }

    @Test
    void aDealGoesOnOnceWhatItsStepsAskForIsThere() throws Exception {
        var deal = open("ann@deals.example");

        var refused = send("PATCH", "/api/deals/" + deal, "{\"step\": \"demo\", \"expectedStep\": \"prospecting\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("detail").asString())
                .contains("cannot go on to Demo yet", "an owner for Prospecting", "log a call that reached somebody");
        assertThat(refused.body().get("missing").findValuesAsString("name")).containsExactly("owner", "conversation");

        ok("POST", "/api/activities", "[{\"email\": \"ann@deals.example\", \"type\": \"call-logged\"}]");
        var moved = ok(
                "PATCH",
                "/api/deals/" + deal,
                "{\"step\": \"demo\", \"owner\": \"sam@example.com\", \"expectedStep\": \"prospecting\"}");
        assertThat(moved.get("step").asString()).isEqualTo("demo");

        var late = send("PATCH", "/api/deals/" + deal, "{\"step\": \"research\", \"expectedStep\": \"prospecting\"}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body().get("step").asString()).isEqualTo("demo");
        assertThat(late.body().get("detail").asString())
                .contains("not in Prospecting but in Demo: ", " moved it there at ");
    }

    @Test
    void whatIsConfirmedAndWhatMissesCanBeRead() throws Exception {
        var deal = open("bea@deals.example");
        var confirmation = ok("GET", "/api/deals/steps", null)
                .get(4)
                .get("confirmations")
                .get(0)
                .get("id")
                .asLong();

        var facts = ok("PUT", "/api/deals/" + deal + "/confirmations/" + confirmation, "{\"confirmed\": true}");

        assertThat(facts.get("confirmations").get(0).get("confirmed").asBoolean())
                .isTrue();
        assertThat(facts.get("confirmations").get(0).get("by").asString()).isNotBlank();
        assertThat(facts.get("missing").findValuesAsString("name"))
                .containsExactly("owner", "conversation", "expected-close", "meeting", "qualification");
        assertThat(send("PUT", "/api/deals/" + deal + "/confirmations/999999", "{\"confirmed\": true}")
                        .body()
                        .get("detail")
                        .asString())
                .contains("is not asked for");
        assertThat(ok("GET", "/api/deals/" + deal + "/facts", null)).isEqualTo(facts);
    }

    @Test
    void anOverrideNeedsAReasonThatTheHistoryKeeps() throws Exception {
        var deal = open("cleo@deals.example");

        ok("PATCH", "/api/deals/" + deal, "{\"step\": \"closing\", \"override\": \"Signed at the fair\"}");

        assertThat(ok("GET", "/api/deals/" + deal + "/history", null)
                        .get(1)
                        .get("note")
                        .asString())
                .startsWith("without an owner, a talk with the contact")
                .endsWith(": Signed at the fair");
    }

    @Test
    void thePipelineIsChangedStepByStep() throws Exception {
        var steps = ok(
                "PUT",
                "/api/deals/steps/legal",
                "{\"label\": \"Legal\", \"position\": 6, \"probability\": 80, \"facts\": [\"next-task\"],"
                        + " \"confirmations\": [\"Contract is read\"]}");

        assertThat(steps.findValuesAsString("name"))
                .containsExactly("prospecting", "research", "first-contact", "demo", "objections", "legal", "closing");
        assertThat(send("PUT", "/api/deals/steps/legal", "{\"facts\": [\"luck\"]}")
                        .body()
                        .get("detail")
                        .asString())
                .contains("\"luck\" is unknown; one of owner");
        assertThat(ok("DELETE", "/api/deals/steps/legal", null).findValuesAsString("name"))
                .doesNotContain("legal");
        assertThat(send("DELETE", "/api/deals/steps/legal", null).status()).isEqualTo(400);
    }

    @Test
    void theStageFollowsAllDealsOfAContact() throws Exception {
        var contact = contact("dot@deals.example");
        var first = open(contact);
        var second = open(contact);
        var third = open(contact);

        ok("POST", "/api/deals/" + first + "/lose", "{\"reason\": \"timing\"}");
        assertThat(stage(contact)).isEqualTo("opportunity");
        ok("POST", "/api/deals/" + second + "/win", "{}");
        assertThat(stage(contact)).isEqualTo("customer");
        ok("POST", "/api/deals/" + third + "/lose", "{\"reason\": \"timing\"}");
        assertThat(stage(contact)).isEqualTo("customer");

        assertThat(ok("GET", "/api/deals?contactId=" + contact, null).get("items"))
                .hasSize(3);
    }

    @Test
    void aCompanyStandsWhereItsFurthestContactDoes() throws Exception {
        var company = ok("POST", "/api/companies", "{\"name\": \"Acme\", \"domain\": \"acme.example\"}")
                .get("id")
                .asString();
        var buyer = contact("eve@acme.example");
        contact("fay@acme.example");
        assertThat(companyStage(company).get("stage").asString()).isEqualTo("mql");

        var first = open(buyer);
        var second = open(buyer);
        ok("POST", "/api/deals/" + first + "/lose", "{\"reason\": \"timing\"}");
        assertThat(companyStage(company).get("stage").asString()).isEqualTo("opportunity");
        assertThat(companyStage(company).get("closedLost").asBoolean()).isFalse();
        ok("POST", "/api/deals/" + second + "/lose", "{\"reason\": \"timing\"}");
        assertThat(companyStage(company).get("closedLost").asBoolean()).isTrue();
        ok("POST", "/api/deals/" + open(buyer) + "/win", "{}");

        var stage = companyStage(company);
        assertThat(stage.get("stage").asString()).isEqualTo("customer");
        var last = stage.get("history").get(stage.get("history").size() - 1);
        assertThat(last.get("contactId").asString()).isEqualTo(buyer);
        assertThat(last.get("reason").asString()).isEqualTo("Deal won: Seats");
        assertThat(send("GET", "/api/companies/" + buyer + "/stage", null).status())
                .isEqualTo(404);
    }

    private JsonNode companyStage(String company) throws Exception {
        return ok("GET", "/api/companies/" + company + "/stage", null);
    }

    private String stage(String contact) throws Exception {
        return ok("GET", "/api/contacts/" + contact, null).get("stage").asString();
    }

    private String open(String emailOrContact) throws Exception {
        var contact = emailOrContact.contains("@") ? contact(emailOrContact) : emailOrContact;
        return ok(
                        "POST",
                        "/api/deals",
                        "{\"contactId\": \"%s\", \"name\": \"Seats\", \"amount\": 900, \"currency\": \"EUR\"}"
                                .formatted(contact))
                .get("id")
                .asString();
    }

    private String contact(String email) throws Exception {
        return ok("POST", "/api/contacts", "{\"email\": \"%s\", \"stage\": \"mql\"}".formatted(email))
                .get("id")
                .asString();
    }

    private JsonNode ok(String method, String path, @Nullable String body) throws Exception {
        var answer = send(method, path, body);
        assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isBetween(200, 299);
        return answer.body();
    }

    private Answer send(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        var content = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .method(method, content)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), json.readTree(answer.body()));
    }

    private record Answer(int status, JsonNode body) {}
}
