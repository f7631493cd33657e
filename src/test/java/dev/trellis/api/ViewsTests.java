package dev.trellis.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TrellisTest
class ViewsTests {

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String address;
    private final String token;
    private final Time time;

    ViewsTests(@LocalServerPort int port, TrellisProperties settings, Time time) {
        this.address = "http://localhost:" + port;
        this.token = Objects.requireNonNull(settings.apiToken());
        this.time = time;
    }

    @Test
    void aContactIsShownWithWhatEveryFeatureKnows() throws Exception {
        var id = add("ada@views.example", "lead");
        post(
                "/api/activities",
                "[{\"email\": \"ada@views.example\", \"type\": \"webinar-attended\"},"
                        + " {\"email\": \"ada@views.example\", \"type\": \"price-viewed\"}]");

        var contact = get("/api/contacts/" + id);

        assertThat(contact.get("stage").asString()).isEqualTo("lead");
        assertThat(contact.get("score").asDouble()).isPositive();
        assertThat(contact.get("fit").asString()).isNotEmpty();
        assertThat(contact.get("temperature").asString()).isIn("hot", "warm", "cold");
        assertThat(contact.get("consent").get("newsletter").asString()).isEqualTo("granted");
        assertThat(contact.has("status")).isFalse();
        assertThat(get("/api/contacts?email=ADA@views.example").get("items").get(0))
                .isEqualTo(contact);
    }

    @Test
    void theListIsFilteredByStageAndPaged() throws Exception {
        for (int i = 0; i < 5; i++) {
            add("evangelist" + i + "@views.example", "evangelist");
        }
        add("other@views.example", "lead");

        var emails = new ArrayList<String>();
        var next = "";
        do {
            var page = get("/api/contacts?stage=evangelist&limit=2" + (next.isEmpty() ? "" : "&after=" + next));
            assertThat(page.get("items").size()).isLessThanOrEqualTo(2);
            page.get("items").forEach(item -> {
                assertThat(item.get("stage").asString()).isEqualTo("evangelist");
                emails.add(item.get("email").asString());
            });
            next = page.get("next").isNull() ? "" : page.get("next").asString();
        } while (!next.isEmpty());

        assertThat(emails)
                .filteredOn(email -> email.endsWith("@views.example"))
                .containsExactlyInAnyOrder(
                        "evangelist0@views.example",
                        "evangelist1@views.example",
                        "evangelist2@views.example",
                        "evangelist3@views.example",
                        "evangelist4@views.example");
        assertThat(send("GET", "/api/contacts?stage=nobody", "").statusCode()).isEqualTo(400);
    }

    @Test
    void theTimelineHoldsEverythingNewestFirstWhateverThePages() throws Exception {
        var id = add("time@views.example", "sql");
        post("/api/activities", "{\"email\": \"time@views.example\", \"type\": \"call-logged\"}");
        post(
                "/api/deals",
                "{\"contactId\": \"%s\", \"name\": \"Seats\", \"amount\": 10, \"currency\": \"EUR\"}".formatted(id));
        time.settle();

        var all = get("/api/contacts/" + id + "/timeline").get("items");
        var types = new ArrayList<String>();
        all.forEach(item -> types.add(item.get("type").asString()));
        assertThat(types).contains("added", "activity", "stage", "consent", "deal");
        for (int i = 1; i < all.size(); i++) {
            assertThat(Instant.parse(all.get(i).get("at").asString()))
                    .isBeforeOrEqualTo(Instant.parse(all.get(i - 1).get("at").asString()));
        }

        var stages = get("/api/contacts/" + id + "/timeline?type=stage&limit=1");
        assertThat(stages.get("items").get(0).get("stage").asString()).isEqualTo("opportunity");
        var older = get("/api/contacts/" + id + "/timeline?type=stage&limit=1&after="
                + stages.get("next").asString());
        assertThat(older.get("items").get(0).get("stage").asString()).isEqualTo("sql");
        assertThat(older.get("next").isNull()).isTrue();
        assertThat(send("GET", "/api/contacts/" + id + "/timeline?type=gossip", "")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void theJourneysTellWhoStandsWhereAndPublishAgainWithoutANewVersion() throws Exception {
        add("stands@views.example", "lead");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !lead().get("standing").isEmpty());
        assertThat(lead().get("file").asString()).isEqualTo("lead.bpmn");
        var version = lead().get("version").asInt();

        var published = post("/api/journeys/publish", "");

        assertThat(published.get("items").size()).isGreaterThan(7);
        assertThat(lead().get("version").asInt()).isEqualTo(version);
    }

    @Test
    void theApiDescribesItself() throws Exception {
        var description = get("/v3/api-docs");

        assertThat(description.get("info").get("title").asString()).isEqualTo("Trellis");
        assertThat(description.get("paths").has("/api/contacts/{id}/timeline")).isTrue();
        assertThat(description
                        .get("components")
                        .get("securitySchemes")
                        .get("token")
                        .get("scheme")
                        .asString())
                .isEqualTo("bearer");
    }

    private JsonNode lead() throws IOException, InterruptedException {
        for (var journey : get("/api/journeys").get("items")) {
            if (journey.get("id").asString().equals("lead")) {
                return journey;
            }
        }
        throw new AssertionError("There is no journey for leads");
    }

    private String add(String email, String stage) throws IOException, InterruptedException {
        return post(
                        "/api/contacts",
                        "{\"email\": \"%s\", \"stage\": \"%s\", \"topics\": [\"newsletter\"]}".formatted(email, stage))
                .get("id")
                .asString();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return read(send("GET", path, ""));
    }

    @Test
    void aFileInAnotherEncodingIsReadAsTheCallerSays() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(address + "/api/contacts/import"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "email,firstName\nandre@views.example,Andr\u00e9\n", StandardCharsets.ISO_8859_1))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "text/csv; charset=ISO-8859-1")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(read(answer).get("created").asInt()).isEqualTo(1);
        assertThat(get("/api/contacts?email=andre@views.example")
                        .get("items")
                        .get(0)
                        .get("firstName")
                        .asString())
                .isEqualTo("Andr\u00e9");
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return read(send("POST", path, body));
    }

    private JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
