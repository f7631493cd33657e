package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.email.Suppressions.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
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
                        new SuppressionController(instance.get(Suppressions.class), instance.get(Topics.class)))
                .build());
    }

    @AfterEach
    void stop() {
        instance.close();
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
}
