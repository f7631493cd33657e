package dev.trellis.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.deal.SalesTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@SalesTest
@Import(WebhookTestConfiguration.class)
class WebhookControllerTests {

    private final Webhooks webhooks;
    private final WebhookDispatcher dispatcher;
    private final MockMvcTester mvc;

    WebhookControllerTests(Webhooks webhooks, WebhookDispatcher dispatcher, WebhookController controller) {
        this.webhooks = webhooks;
        this.dispatcher = dispatcher;
        this.mvc = MockMvcTester.of(controller);
    }

    @BeforeEach
    void nobodyDelivers() {
        dispatcher.stop();
    }

    @Test
    void theSecretIsShownToWhoeverMakesItAndNeverAgain() {
        var added = post("/api/webhooks", """
                {"name": "crm", "url": "https://crm.example.com/hooks", "events": ["deal.won", "handoff.opened"]}""");
        var webhook = webhooks.find("crm").orElseThrow();

        assertThat(added)
                .hasStatus(201)
                .bodyJson()
                .extractingPath("$.secret")
                .isEqualTo(webhook.secrets().getFirst());
        assertThat(webhook.events()).containsExactlyInAnyOrder("handoff.opened", "deal.won");
        assertThat(mvc.get().uri("/api/webhooks"))
                .bodyText()
                .contains("\"name\":\"crm\"")
                .doesNotContain("whsec_");
        assertThat(post("/api/webhooks/" + webhook.id() + "/secret", "{}"))
                .bodyJson()
                .extractingPath("$.secret")
                .isNotEqualTo(webhook.secrets().getFirst());
        assertThat(webhooks.require(webhook.id()).secrets()).hasSize(2);
    }

    @Test
    void aNameIsTakenOnce() {
        post("/api/webhooks", "{\"name\": \"crm\", \"url\": \"https://crm.example.com/\"}");

        assertThat(post("/api/webhooks", "{\"name\": \"crm\", \"url\": \"https://other.example.com/\"}"))
                .hasStatus(409);
    }

    @Test
    void aWebhookIsChangedSwitchedOffAndDeleted() {
        post("/api/webhooks", "{\"name\": \"crm\", \"url\": \"https://crm.example.com/\", \"events\": [\"deal.won\"]}");
        var id = webhooks.find("crm").orElseThrow().id();

        assertThat(mvc.patch()
                        .uri("/api/webhooks/" + id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"active\": false, \"description\": \"ours\"}"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"active\": false, \"description\": \"ours\", \"events\": [\"deal.won\"]}");
        assertThat(post("/api/webhooks/" + id + "/ping", "")).hasStatus(409);
        assertThat(mvc.delete().uri("/api/webhooks/" + id)).hasStatus(204);
        assertThat(mvc.delete().uri("/api/webhooks/" + id)).hasStatus(404);
        assertThat(mvc.get().uri("/api/webhooks/" + id)).hasStatus(404);
    }

    @Test
    void deliveriesAreListedInPagesAndReplayed() {
        post("/api/webhooks", "{\"name\": \"crm\", \"url\": \"https://crm.example.com/\"}");
        var id = webhooks.find("crm").orElseThrow().id();
        for (int i = 0; i < 3; i++) {
            assertThat(post("/api/webhooks/" + id + "/ping", "")).hasStatus(202);
        }

        assertThat(mvc.get().uri("/api/webhooks/" + id + "/deliveries?limit=2&state=waiting"))
                .bodyJson()
                .satisfies(body -> {
                    assertThat(body).extractingPath("$.items").asArray().hasSize(2);
                    assertThat(body).extractingPath("$.items[0].type").isEqualTo("ping");
                    assertThat(body).extractingPath("$.next").isNotNull();
                });
        assertThat(post("/api/webhooks/" + id + "/replay", "{\"since\": \"2026-01-01T00:00:00Z\"}"))
                .hasStatus(202)
                .bodyJson()
                .isLenientlyEqualTo("{\"replayed\": 0}");
        assertThat(post("/api/webhooks/" + id + "/deliveries/0/replay", "")).hasStatus(404);
    }

    private MvcTestResult post(String path, String body) {
        return mvc.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
