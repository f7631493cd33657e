package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.email.Suppressions.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class EmailApiTests {

    private EmailInstance instance;
    private MockMvcTester mvc;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options().start();
        mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(
                        new EmailController(
                                instance.get(SendViews.class), instance.get(Reconciliation.class), instance.clock()),
                        new HoldController(instance.get(Holds.class), instance.get(Cancellations.class)),
                        new SuppressionController(
                                instance.get(Suppressions.class),
                                instance.get(SuppressionFiles.class),
                                instance.get(Topics.class)))
                .build());
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void suppressedAddressesComeAndGoAsAFile() throws Exception {
        var file = """
                Email;Reason;Scope;Note
                gone@example.com;bounce;;
                Angry@Example.com;complaint;all;
                quiet@example.com;unsubscribe;topic:newsletter;x
                not an address;bounce;;
                odd@example.com;because;;
                far@example.com;;topic:weather;

                """;

        assertThat(mvc.post()
                        .uri("/api/suppressions/import?source=the old system")
                        .contentType("text/csv")
                        .content(file)
                        .exchange())
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"added": 3, "known": 0, "rejectedCount": 3, "rejected": [{"line": 5}, {"line": 6}, {"line": 7}]}
                        """);
        assertThat(mvc.post()
                        .uri("/api/suppressions/import")
                        .contentType("text/csv")
                        .content(file)
                        .exchange())
                .bodyJson()
                .isLenientlyEqualTo("{\"added\": 0, \"known\": 3}");

        var exported = mvc.get()
                .uri("/api/suppressions/export")
                .exchange()
                .getResponse()
                .getContentAsString();
        assertThat(exported.lines().map(line -> line.replaceAll(",\"20[^,]*$", "")))
                .containsExactlyInAnyOrder(
                        "email,scope,reason,evidence,createdAt",
                        "\"gone@example.com\",\"all\",\"bounce\",\"the old system, imported by api\"",
                        "\"angry@example.com\",\"all\",\"complaint\",\"the old system, imported by api\"",
                        "\"quiet@example.com\",\"topic:newsletter\",\"unsubscribe\",\"the old system, imported by api\"");
    }

    @Test
    void anEmailTellsWhyItWasNotSent() {
        var bob = instance.stranger("bob@example.com", "Bob");
        var planned = instance.emails()
                .plan(EmailRequest.of(77, bob, "marketing-hello").build());

        assertThat(mvc.get().uri("/api/emails?contactId=" + bob).exchange())
                .bodyJson()
                .extractingPath("$.items[0].reason")
                .asString()
                .contains("never agreed");
        assertThat(mvc.get().uri("/api/emails/" + planned.sendId()).exchange())
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("suppressed");
    }

    @Test
    void whatWeAddedWeMayLift() {
        var answer = mvc.post()
                .uri("/api/suppressions")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"email\": \"Bob@Example.com\"}")
                .exchange();
        assertThat(answer).hasStatus(201).bodyJson().extractingPath("$.scope").isEqualTo("all");
        var entry = instance.get(Suppressions.class)
                .page("bob@example.com", null, 1)
                .items()
                .getFirst();

        assertThat(mvc.delete().uri("/api/suppressions/" + entry.id()).exchange())
                .hasStatus(204);

        assertThat(mvc.get().uri("/api/suppressions?email=bob@example.com").exchange())
                .bodyJson()
                .extractingPath("$.items")
                .asArray()
                .isEmpty();
    }

    @Test
    void onlyTheContactLiftsItsUnsubscribe() {
        var entry = instance.get(Suppressions.class)
                .add("bob@example.com", Suppressions.MARKETING, Reason.UNSUBSCRIBE, "its button");

        assertThat(mvc.delete().uri("/api/suppressions/" + entry.id()).exchange())
                .hasStatus(409)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .contains("only the contact can lift it");
    }

    @Test
    void everyEmailIsAccountedForByJourneyAndTemplate() {
        var bob = instance.stranger("bob@example.com", "Bob");
        instance.emails()
                .plan(EmailRequest.of(78, bob, "marketing-hello")
                        .step("lead", "mail")
                        .build());

        var answer = mvc.get()
                .uri("/api/emails/reconciliation?from=2026-03-01T00:00:00Z&journey=lead")
                .exchange();

        assertThat(answer).bodyJson().extractingPath("$.items[0].journey").isEqualTo("lead");
        assertThat(answer).bodyJson().extractingPath("$.items[0].planned").isEqualTo(1);
        assertThat(answer).bodyJson().extractingPath("$.items[0].suppressed").isEqualTo(1);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[0].reasons[0].reason")
                .isEqualTo("The contact never agreed to newsletter");
        assertThat(answer).bodyJson().extractingPath("$.total.planned").isEqualTo(1);
    }

    @Test
    void mailIsHeldByNameAndLetGoOn() {
        var answer = post("/api/emails/holds", "{\"kind\": \"template\", \"name\": \"news\", \"reason\": \"a typo\"}");
        assertThat(answer).hasStatus(201).bodyJson().extractingPath("$.by").isEqualTo("api");
        assertThat(mvc.get().uri("/api/emails/holds").exchange())
                .bodyJson()
                .extractingPath("$.items[0].reason")
                .isEqualTo("a typo");

        assertThat(mvc.delete().uri("/api/emails/holds/template/news").exchange())
                .hasStatus(204);
        assertThat(mvc.delete().uri("/api/emails/holds/template/news").exchange())
                .hasStatus(404);
        assertThat(post("/api/emails/cancel", "{\"kind\": \"template\", \"name\": \"news\"}"))
                .bodyJson()
                .extractingPath("$.cancelled")
                .isEqualTo(0);
    }

    private MvcTestResult post(String uri, String json) {
        return mvc.post()
                .uri(uri)
                .contentType(MediaType.APPLICATION_JSON)
                .content(json)
                .exchange();
    }
}
