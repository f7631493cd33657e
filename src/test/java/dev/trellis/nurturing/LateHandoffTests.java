package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.NewContact;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.Handoffs;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Mails;
import dev.trellis.testing.TrellisTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A hand-off that nobody could take, from the diagram to the mail to whoever can in the end. */
@TrellisTest
class LateHandoffTests {

    private static final String SAM = "sam@late.example";

    private final int port;
    private final String token;
    private final ContactIntake intake;
    private final Handoffs handoffs;
    private final Mails mails;

    LateHandoffTests(
            @LocalServerPort int port,
            TrellisProperties settings,
            ContactIntake intake,
            Handoffs handoffs,
            Mails mails) {
        this.port = port;
        this.token = Objects.requireNonNull(settings.apiToken());
        this.intake = intake;
        this.handoffs = handoffs;
        this.mails = mails;
    }

    @Test
    void whoeverJoinsTheTeamGetsWhatWaitedAndIsTold() throws Exception {
        put("{\"name\": \"sales\", \"members\": []}");
        var contact = Objects.requireNonNull(intake.add(
                        NewContact.builder()
                                .email("ada@late.example")
                                .firstName("Ada")
                                .stage("mql")
                                .build(),
                        Origin.live("test"))
                .id());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> handoffs.of(contact).stream().anyMatch(handoff -> handoff.owner() == null));

        put("{\"name\": \"sales\", \"members\": [{\"email\": \"%s\", \"name\": \"Sam\"}]}".formatted(SAM));

        assertThat(handoff(contact).owner()).isEqualTo(SAM);
        assertThat(mails.awaitTo(SAM, 1).getFirst().subject()).startsWith("New lead for you: Ada");
    }

    private Handoff handoff(ContactId contact) {
        return handoffs.of(contact).getLast();
    }

    private void put(String team) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/teams"))
                            .PUT(HttpRequest.BodyPublishers.ofString(team))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }
}
