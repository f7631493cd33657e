package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.TrellisTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Deals and their pipeline as an outside program works with them, on the real lifecycle. */
@TrellisTest
class DealControllerTests {

    private final OutsideProgram crm;

    DealControllerTests(@LocalServerPort int port, TrellisProperties settings) {
        this.crm = new OutsideProgram(port, settings);
    }

    @Test
    void aDealGoesOnOnceWhatItsStepsAskForIsThere() throws Exception {
        var deal = crm.open("ann@deals.example");

        var refused =
                crm.send("PATCH", "/api/deals/" + deal, "{\"step\": \"demo\", \"expectedStep\": \"prospecting\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("detail").asString())
                .contains("cannot go on to Demo yet", "an owner for Prospecting", "log a call that reached somebody");
        assertThat(refused.body().get("missing").findValuesAsString("name")).containsExactly("owner", "conversation");

        crm.ok("POST", "/api/activities", "[{\"email\": \"ann@deals.example\", \"type\": \"call-logged\"}]");
        var moved = crm.ok(
                "PATCH",
                "/api/deals/" + deal,
                "{\"step\": \"demo\", \"owner\": \"sam@example.com\", \"expectedStep\": \"prospecting\"}");
        assertThat(moved.get("step").asString()).isEqualTo("demo");

        var late =
                crm.send("PATCH", "/api/deals/" + deal, "{\"step\": \"research\", \"expectedStep\": \"prospecting\"}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body().get("step").asString()).isEqualTo("demo");
        assertThat(late.body().get("detail").asString())
                .contains("not in Prospecting but in Demo: ", " moved it there at ");
    }

    @Test
    void whatIsConfirmedAndWhatMissesCanBeRead() throws Exception {
        var deal = crm.open("bea@deals.example");
        var confirmation = crm.ok("GET", "/api/deals/steps", null)
                .get(4)
                .get("confirmations")
                .get(0)
                .get("id")
                .asLong();

        var facts = crm.ok("PUT", "/api/deals/" + deal + "/confirmations/" + confirmation, "{\"confirmed\": true}");

        assertThat(facts.get("confirmations").get(0).get("confirmed").asBoolean())
                .isTrue();
        assertThat(facts.get("confirmations").get(0).get("by").asString()).isNotBlank();
        assertThat(facts.get("missing").findValuesAsString("name"))
                .containsExactly("owner", "conversation", "expected-close", "meeting", "qualification");
        assertThat(crm.send("PUT", "/api/deals/" + deal + "/confirmations/999999", "{\"confirmed\": true}")
                        .body()
                        .get("detail")
                        .asString())
                .contains("is not asked for");
        assertThat(crm.ok("GET", "/api/deals/" + deal + "/facts", null)).isEqualTo(facts);
    }

    @Test
    void anOverrideNeedsAReasonThatTheHistoryKeeps() throws Exception {
        var deal = crm.open("cleo@deals.example");

        crm.ok("PATCH", "/api/deals/" + deal, "{\"step\": \"closing\", \"override\": \"Signed at the fair\"}");

        assertThat(crm.ok("GET", "/api/deals/" + deal + "/history", null)
                        .get(1)
                        .get("note")
                        .asString())
                .startsWith("without an owner, a talk with the contact")
                .endsWith(": Signed at the fair");
    }

    @Test
    void thePipelineIsChangedStepByStep() throws Exception {
        var steps = crm.ok(
                "PUT",
                "/api/deals/steps/legal",
                "{\"label\": \"Legal\", \"position\": 6, \"probability\": 80, \"facts\": [\"next-task\"],"
                        + " \"confirmations\": [\"Contract is read\"]}");

        assertThat(steps.findValuesAsString("name"))
                .containsExactly("prospecting", "research", "first-contact", "demo", "objections", "legal", "closing");
        assertThat(crm.send("PUT", "/api/deals/steps/legal", "{\"facts\": [\"luck\"]}")
                        .body()
                        .get("detail")
                        .asString())
                .contains("\"luck\" is unknown; one of owner");
        assertThat(crm.ok("DELETE", "/api/deals/steps/legal", null).findValuesAsString("name"))
                .doesNotContain("legal");
        assertThat(crm.send("DELETE", "/api/deals/steps/legal", null).status()).isEqualTo(400);
    }

    @Test
    void theStageFollowsAllDealsOfAContact() throws Exception {
        var contact = crm.contact("dot@deals.example");
        var first = crm.open(contact);
        var second = crm.open(contact);
        var third = crm.open(contact);

        crm.ok("POST", "/api/deals/" + first + "/lose", "{\"reason\": \"timing\"}");
        assertThat(stage(contact)).isEqualTo("opportunity");
        crm.ok("POST", "/api/deals/" + second + "/win", "{}");
        assertThat(stage(contact)).isEqualTo("customer");
        crm.ok("POST", "/api/deals/" + third + "/lose", "{\"reason\": \"timing\"}");
        assertThat(stage(contact)).isEqualTo("customer");

        assertThat(crm.ok("GET", "/api/deals?contactId=" + contact, null).get("items"))
                .hasSize(3);
    }

    @Test
    void aCompanyStandsWhereItsFurthestContactDoes() throws Exception {
        var company = crm.ok("POST", "/api/companies", "{\"name\": \"Acme\", \"domain\": \"acme.example\"}")
                .get("id")
                .asString();
        var buyer = crm.contact("eve@acme.example");
        crm.contact("fay@acme.example");
        assertThat(companyStage(company).get("stage").asString()).isEqualTo("mql");

        var first = crm.open(buyer);
        var second = crm.open(buyer);
        crm.ok("POST", "/api/deals/" + first + "/lose", "{\"reason\": \"timing\"}");
        assertThat(companyStage(company).get("stage").asString()).isEqualTo("opportunity");
        assertThat(companyStage(company).get("closedLost").asBoolean()).isFalse();
        crm.ok("POST", "/api/deals/" + second + "/lose", "{\"reason\": \"timing\"}");
        assertThat(companyStage(company).get("closedLost").asBoolean()).isTrue();
        crm.ok("POST", "/api/deals/" + crm.open(buyer) + "/win", "{}");

        var stage = companyStage(company);
        assertThat(stage.get("stage").asString()).isEqualTo("customer");
        var last = stage.get("history").get(stage.get("history").size() - 1);
        assertThat(last.get("contactId").asString()).isEqualTo(buyer);
        assertThat(last.get("reason").asString()).isEqualTo("Deal won: Seats");
        assertThat(crm.send("GET", "/api/companies/" + buyer + "/stage", null).status())
                .isEqualTo(404);
    }

    private JsonNode companyStage(String company) throws Exception {
        return crm.ok("GET", "/api/companies/" + company + "/stage", null);
    }

    private String stage(String contact) throws Exception {
        return crm.ok("GET", "/api/contacts/" + contact, null).get("stage").asString();
    }
}
