package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.embedded.CapturedMail;
import dev.trellis.nurturing.World.Person;
import dev.trellis.testing.Database;
import dev.trellis.testing.Mails;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** From the alert in a salesperson's inbox to the answer, without signing in, on the real engine. */
@TrellisTest
class AnswerByMailTests {

    private static final String ADA = "ada@inbox.example";
    private static final String BOB = "bob@inbox.example";
    private static final Pattern LINK = Pattern.compile("/t/handoff/[A-Za-z0-9_-]+");

    private final int port;
    private final World world;
    private final Time time;
    private final Database database;
    private final Mails mails;

    AnswerByMailTests(@LocalServerPort int port, Time time, Database database, Mails mails) {
        this.port = port;
        this.world = new World(port, time, database);
        this.time = time;
        this.database = database;
        this.mails = mails;
    }

    @BeforeEach
    void adaInSales() {
        world.mondayMorning();
        world.put("/api/teams", """
                {"name": "sales", "lead": null, "members": [{"email": "%s", "name": "Ada"}]}""".formatted(ADA));
    }

    @Test
    void aLeadIsAcceptedAndQualifiedFromTheMailAndMovesOn() throws Exception {
        var eva = handedOff("eva@answer.example");
        var mail = alert();
        assertThat(mail.text()).contains("Accept (").contains("Not now (").contains("Open (");
        assertThat(mail.html()).contains("Accept</a>").contains("?show=no").contains("Not now</a>");

        var link = link(mail);
        assertThat(get(link).body())
                .contains("A lead for you")
                .contains("Accept")
                .doesNotContain("mailto:");
        assertThat(post(link, Map.of("answer", "accept")).statusCode()).isEqualTo(303);
        assertThat(post(link, Map.of("answer", "accept")).statusCode()).isEqualTo(303);
        assertThat(post(link, Map.of("answer", "reject", "reason", "not-ready")))
                .satisfies(late -> {
                    assertThat(late.statusCode()).isEqualTo(409);
                    assertThat(late.body()).contains("came too late").contains("Ada accepted it");
                });
        assertThat(get(link).body())
                .contains("Ada accepted it")
                .contains("by mail link")
                .contains("Budget");
        assertThat(post(
                                link,
                                Map.of(
                                        "answer", "qualify",
                                        "budget", "20,000 a year",
                                        "authority", "the managing director",
                                        "need", "fewer empty trips",
                                        "timeline", "before summer"))
                        .statusCode())
                .isEqualTo(303);

        world.awaitStage(eva, "sql");
        assertThat(get(link).body()).contains("This is decided").contains("Ada qualified the contact");
    }

    @Test
    void aLeadIsSentBackToNurtureUntilADay() throws Exception {
        var ivo = handedOff("ivo@answer.example");
        var day = LocalDate.ofInstant(time.now(), ZoneOffset.UTC).plusDays(60);

        var answer = post(
                link(alert()),
                Map.of("answer", "reject", "reason", "no-budget", "note", "in spring", "until", day.toString()));

        assertThat(answer.statusCode()).isEqualTo(303);
        world.awaitStage(ivo, "lead");
        assertThat(database.jdbc()
                        .sql("select nurture_until from lifecycle where contact_id = :contact")
                        .param("contact", ivo.id())
                        .query(LocalDate.class)
                        .single())
                .isEqualTo(day);
    }

    @Test
    void whoIsGivenWhatAnotherAcceptedReadsFromWhomAndGoesOn() throws Exception {
        var eva = handedOff("moves@answer.example");
        var adas = link(alert());
        assertThat(post(adas, Map.of("answer", "accept")).statusCode()).isEqualTo(303);
        world.put("/api/teams", """
                {"name": "sales", "lead": null, "members": [{"email": "%s", "name": "Ada"}, {"email": "%s", "name": "Bob"}]}""".formatted(ADA, BOB));

        world.post("/api/handoffs/" + world.handoff(eva, "mql", "accepted") + "/assign", """
                {"owner": "%s", "note": "Speaks Dutch"}""".formatted(BOB));
        world.pass(Duration.ofSeconds(20));

        var mail = mails.awaitTo(BOB, 1).getFirst();
        assertThat(mail.text())
                .contains("Speaks Dutch")
                .contains("who gave this to you")
                .contains("accepted already")
                .contains("Qualify or give back (")
                .doesNotContain("Please decide");
        assertThat(get(adas).body()).contains("Bob");
        assertThat(qualify(adas, "c")).isEqualTo(410);
        assertThat(qualify(link(mail), "c")).isEqualTo(303);
        world.awaitStage(eva, "sql");
    }

    @Test
    void aScannerThatFollowsEveryLinkChangesNothing() throws Exception {
        var eva = handedOff("scan@answer.example");
        var mail = alert();
        var link = link(mail);

        for (var path :
                LINK.matcher(mail.html()).results().map(found -> found.group()).toList()) {
            for (var query : new String[] {"", "?show=no", "?answer=accept", "?answer=reject&reason=not-ready"}) {
                assertThat(get(path + query).statusCode()).isEqualTo(200);
                assertThat(send(path + query, "HEAD", Map.of()).statusCode()).isEqualTo(200);
            }
        }

        assertThat(world.handoff(eva, "mql", "open")).isNotNull();
        var headers = get(link).headers();
        assertThat(headers.firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(headers.firstValue("X-Robots-Tag")).contains("noindex");
        assertThat(headers.firstValue("X-Frame-Options")).isPresent();
        assertThat(headers.firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aLinkThatWasChangedIsNotFoundAndAnAnswerThatMakesNoSenseIsSaid() throws Exception {
        var eva = handedOff("odd@answer.example");
        var link = link(alert());

        assertThat(get(link + "A").statusCode()).isEqualTo(404);
        assertThat(post(link + "A", Map.of("answer", "accept")).statusCode()).isIn(404, 410);
        assertThat(post(link, Map.of("answer", "maybe"))).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("must be accept, reject, qualify or return");
        });
        assertThat(post(link, Map.of("answer", "reject", "reason", "not-ready", "until", "soon")))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(answer.body()).contains("must be a day such as 2027-04-01, not soon");
                });
        assertThat(post(link, Map.of("answer", "reject", "reason", "not-ready", "note", "x".repeat(2_001)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(world.handoff(eva, "mql", "open")).isNotNull();
        assertThat(post(link, Map.of("answer", "accept")).statusCode()).isEqualTo(303);
        assertThat(qualify(link, " ")).isEqualTo(400);
        assertThat(qualify(link, "c")).isEqualTo(303);
    }

    /** What becomes of an answer whose last field may be blank. */
    private int qualify(String link, String timeline) throws Exception {
        var said =
                Map.of("answer", "qualify", "budget", "10\u0000k", "authority", "a", "need", "b", "timeline", timeline);
        return post(link, said).statusCode();
    }

    @Test
    void aPreviewOfTheMailDoesNotGiveTheLinkAway() throws Exception {
        var eva = handedOff("peek@answer.example");
        var link = link(alert());

        var preview = world.get("/api/templates/handoff-alert/preview?contactId=" + eva.id());

        assertThat(String.valueOf(preview.get("html")))
                .contains("/t/handoff/sample")
                .doesNotContain(link);
    }

    private Person handedOff(String email) {
        mails.clear();
        var person = world.contact(email, "mql");
        world.handoff(person, "mql", "open");
        world.pass(Duration.ofSeconds(20));
        world.awaitSent(person, "handoff-alert");
        return person;
    }

    private CapturedMail alert() {
        return mails.awaitTo(ADA, 1).getFirst();
    }

    private static String link(CapturedMail mail) {
        var found = LINK.matcher(mail.text());
        assertThat(found.find()).as(mail.text()).isTrue();
        return found.group();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(path, "GET", Map.of());
    }

    private HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
        return send(path, "POST", form);
    }

    private HttpResponse<String> send(String path, String method, Map<String, String> form)
            throws IOException, InterruptedException {
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .method(method, form.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
