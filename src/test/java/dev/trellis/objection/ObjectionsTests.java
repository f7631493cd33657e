package dev.trellis.objection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.NewContact;
import dev.trellis.objection.Objection.State;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Mails;
import dev.trellis.testing.TrellisTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@TrellisTest
class ObjectionsTests {

    private final int port;
    private final String token;
    private final Objections objections;
    private final ObjectionRecords records;
    private final ContactIntake intake;
    private final Mails mails;

    ObjectionsTests(
            @LocalServerPort int port,
            TrellisProperties settings,
            Objections objections,
            ObjectionRecords records,
            ContactIntake intake,
            Mails mails) {
        this.port = port;
        this.token = Objects.requireNonNull(settings.apiToken());
        this.objections = objections;
        this.records = records;
        this.intake = intake;
        this.mails = mails;
    }

    @Test
    void whoeverLoggedAnObjectionIsToldWhatAnswersIt() {
        var objection = log(contact("eva@objects.example"), "sam@objects.example");
        assertThat(objection.state()).isEqualTo(State.OPEN);

        var answered = objections.answer(
                objection.id(), new Asset(Asset.Kind.PLAYBOOK, "first-contact"), "See the second part", "mia");

        assertThat(answered.state()).isEqualTo(State.ANSWERED);
        assertThat(answered.asset()).isEqualTo(new Asset(Asset.Kind.PLAYBOOK, "first-contact"));
        var mail = mails.awaitTo("sam@objects.example", 1).getFirst();
        assertThat(mail.subject()).startsWith("Answered: what Eva");
        assertThat(mail.text())
                .contains("Too dear for <b>us</b>")
                .contains("first-contact")
                .contains("See the second part");
    }

    @Test
    void whatIsDeclinedSaysWhy() {
        var objection = log(contact("ivo@objects.example"), "sue@objects.example");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> objections.decline(objection.id(), " ", "mia"));

        objections.decline(objection.id(), "We are that dear", "mia");

        var mail = mails.awaitTo("sue@objects.example", 1).getFirst();
        assertThat(mail.subject()).startsWith("No answer: what Eva");
        assertThat(mail.text()).contains("We are that dear");
    }

    @Test
    void ofTwoWhoCloseItOneDoesAndTheOtherHearsWho() throws Exception {
        var objection = log(contact("uli@objects.example"), null);
        var url = new Asset(Asset.Kind.URL, "https://example.com/prices");

        var refused = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            var attempts = List.<Callable<String>>of(
                    () -> closing(() -> objections.answer(objection.id(), url, null, "mia")),
                    () -> closing(() -> objections.decline(objection.id(), "no", "max")),
                    () -> closing(() -> objections.answer(objection.id(), url, null, "moe")));
            for (var attempt : threads.invokeAll(attempts)) {
                if (!attempt.get().isEmpty()) {
                    assertThat(attempt.get()).containsPattern("was (answered|declined) by (mia|max|moe) at ");
                    refused++;
                }
            }
        }

        assertThat(refused).isEqualTo(2);
    }

    @Test
    void onlyWhatThereIsAnswers() {
        var objection = log(contact("ann@objects.example"), null);

        assertRefused(objection, Asset.Kind.PLAYBOOK, "../secret", "there is no playbook");
        assertRefused(objection, Asset.Kind.TEMPLATE, "nothing", "There is no email 'nothing'");
        assertRefused(objection, Asset.Kind.URL, "javascript:alert(1)", "must be a web address");
        assertRefused(objection, Asset.Kind.URL, "example.com", "must be a web address");
        assertThat(objections.require(objection.id()).state()).isEqualTo(State.OPEN);
        assertThat(objections
                        .answer(objection.id(), new Asset(Asset.Kind.TEMPLATE, "lead-5-objection"), null, "mia")
                        .asset())
                .isNotNull();
    }

    @Test
    void overTheApiAnObjectionIsLoggedListedAndAnswered() throws Exception {
        var contact = contact("api@objects.example");

        var logged = post(
                "/api/objections",
                "{\"contactId\": \"%s\", \"category\": \"security\", \"text\": \"Where is the data?\"}"
                        .formatted(contact));
        assertThat(logged.statusCode()).as(logged.body()).isEqualTo(201);
        var id = objections.of(contact).getFirst().id();
        assertThat(get("/api/objections?state=open&category=security&contactId=" + contact)
                        .body())
                .contains("Where is the data?");
        assertThat(post(
                                "/api/objections/" + id + "/answer",
                                "{\"kind\": \"url\", \"asset\": \"https://example.com/security\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/objections?state=open&contactId=" + contact).body())
                .doesNotContain("Where is the data?");
        assertThat(post("/api/objections/" + id + "/decline", "{\"note\": \"no\"}"))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(409);
                    assertThat(answer.body()).contains("was answered by");
                });
        assertThat(get("/api/objections/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
        assertThat(post("/api/objections", "{\"category\": \"price\", \"text\": \"a\"}"))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(answer.body()).contains("name the contact or the hand-off");
                });
        assertThat(post("/api/objections", """
                        {"contactId": "%s", "category": "price", "text": "a", "dealId": "%s"}""".formatted(contact, UUID.randomUUID())))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(answer.body()).contains("the contact has no deal");
                });
        assertThat(post(
                                "/api/objections",
                                "{\"contactId\": \"%s\", \"category\": \"mood\", \"text\": \"a\"}".formatted(contact))
                        .body())
                .contains("must be one of price, timing");
    }

    @Test
    void aContactsObjectionsAreExportedMergedAndErased() {
        var kept = contact("kept@objects.example");
        var merged = contact("merged@objects.example");
        log(merged, null);

        records.merge(kept, merged);

        assertThat(objections.of(merged)).isEmpty();
        assertThat(records.export(kept))
                .hasSize(1)
                .first()
                .satisfies(record -> assertThat(record).containsEntry("words", "Too dear for <b>us</b>"));
        records.erase(kept);
        assertThat(objections.of(kept)).isEmpty();
    }

    private void assertRefused(Objection objection, Asset.Kind kind, String name, String why) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> objections.answer(objection.id(), new Asset(kind, name), null, "mia"))
                .withMessageContaining(why);
    }

    private static String closing(Runnable attempt) {
        try {
            attempt.run();
            return "";
        } catch (ObjectionClosedException ex) {
            return String.valueOf(ex.getMessage());
        }
    }

    private Objection log(ContactId contact, @Nullable String tell) {
        return objections.log(
                new NewObjection(contact, null, null, ObjectionCategory.PRICE, "Too dear for <b>us</b>", "sam", tell));
    }

    private ContactId contact(String email) {
        return Objects.requireNonNull(intake.add(
                        NewContact.builder()
                                .email(email)
                                .firstName("Eva")
                                .stage("lead")
                                .build(),
                        Origin.live("test"))
                .id());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder().POST(BodyPublishers.ofString(json)).header("Content-Type", "application/json"),
                path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    request.uri(URI.create("http://localhost:" + port + path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
