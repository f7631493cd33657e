package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.today;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.TrellisTest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Quotes as an outside program and the contact who gets their link work with them. */
@TrellisTest
class QuoteControllerTests {

    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
    private static final String DOCUMENT = "https://files.example.com/quotes/q-1.pdf?v=2";

    private final OutsideProgram crm;
    private final JdbcClient jdbc;
    private final LocalDate later;

    QuoteControllerTests(@LocalServerPort int port, TrellisProperties settings, JdbcClient jdbc, Clock clock) {
        this.crm = new OutsideProgram(port, settings);
        this.jdbc = jdbc;
        this.later = today(clock).plusDays(90);
    }

    @Test
    void aQuoteIsSentExtendedAndAnswered() throws Exception {
        var path = "/api/deals/" + crm.open("ann@quotes.example") + "/quotes";

        var sent = crm.ok("POST", path, "{\"number\": \"Q-1\", \"validUntil\": \"%s\"}".formatted(later));
        assertThat(sent.get("state").asString()).isEqualTo("sent");
        assertThat(sent.get("amount").asInt()).isEqualTo(900);
        assertThat(sent.get("timeZone").asString()).isEqualTo("UTC");
        assertThat(sent.get("link").isNull()).isTrue();
        var quote = path + "/" + sent.get("id").asString();
        var extended = crm.ok(
                "PATCH",
                quote,
                "{\"validUntil\": \"%s\", \"timeZone\": \"Europe/Berlin\"}".formatted(later.plusDays(1)));
        assertThat(extended.get("validUntil").asString())
                .isEqualTo(later.plusDays(1).toString());
        var accepted = crm.ok("POST", quote + "/accept", "{\"saidBy\": \"Ann\"}");

        assertThat(accepted.get("state").asString()).isEqualTo("accepted");
        assertThat(crm.ok("GET", path, null)).containsExactly(accepted);
        assertThat(crm.ok("GET", quote, null)).isEqualTo(accepted);
        var late = crm.send("POST", quote + "/withdraw", null);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body().get("detail").asString())
                .startsWith("The quote Q-1 cannot be withdrawn: it was accepted");
    }

    @Test
    void whatCannotBeIsSaid() throws Exception {
        var path = "/api/deals/" + crm.open("bea@quotes.example") + "/quotes";

        var wrong = crm.send("POST", path, "{\"number\": \"Q-1\", \"validUntil\": \"2020-01-01\"}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().get("detail").asString()).contains("validUntil", "or later");
        assertThat(crm.send("POST", path, "{\"number\": \"Q-1\", \"until\": \"2020-01-01\"}")
                        .body()
                        .get("detail")
                        .asString())
                .contains("until");
        assertThat(crm.send("GET", path + "/" + UUID.randomUUID(), null).status())
                .isEqualTo(404);
        assertThat(crm.send("GET", "/api/deals/" + UUID.randomUUID() + "/quotes", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void onlyPeopleWhoOpenTheDocumentHaveLookedAtIt() throws Exception {
        var contact = crm.contact("cleo@quotes.example");
        var path = "/api/deals/" + crm.open(contact) + "/quotes";
        var sent = crm.ok(
                "POST",
                path,
                "{\"number\": \"Q-1\", \"validUntil\": \"%s\", \"url\": \"%s\"}".formatted(later, DOCUMENT));
        var link = URI.create(sent.get("link").asString()).getPath();
        var quote = path + "/" + sent.get("id").asString();

        crm.follow("HEAD", link, BROWSER);
        var page = crm.follow("GET", link, BROWSER);
        crm.follow("POST", link, "curl/8.5");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Q-1", "900.00 EUR", "Open the quote").doesNotContain(DOCUMENT);
        assertThat(crm.ok("GET", quote, null).get("state").asString())
                .as("a scanner that calls itself a browser gets the page and no more")
                .isEqualTo("sent");
        var before = score(contact);
        var answer = crm.follow("POST", link, BROWSER);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains(DOCUMENT);
        var viewed = crm.ok("GET", quote, null);
        assertThat(viewed.get("state").asString()).isEqualTo("viewed");
        assertThat(viewed.get("views").asInt()).isEqualTo(1);
        assertThat(score(contact)).isGreaterThan(before);
        assertThat(crm.ok("GET", "/api/contacts/" + contact + "/timeline", null).toString())
                .contains("quote-viewed", "a browser, at a person's pace", "calls itself curl");

        jdbc.sql("update quote_visit set known_network = true where quote_id = :quote")
                .param("quote", UUID.fromString(sent.get("id").asString()))
                .update();
        var judged = crm.ok("POST", "/api/visits/reclassify?since=" + Instant.EPOCH, null);
        assertThat(judged.get("changed").asInt()).isPositive();
        assertThat(crm.ok("GET", quote, null).get("state").asString()).isEqualTo("sent");

        crm.ok("POST", quote + "/withdraw", "{\"reason\": \"A typing error\"}");
        assertThat(crm.follow("GET", link, BROWSER).statusCode()).isEqualTo(410);
        assertThat(crm.follow("POST", link, BROWSER).statusCode()).isEqualTo(410);
        assertThat(crm.follow("GET", link + "x", BROWSER).statusCode()).isEqualTo(404);
    }

    private double score(String contact) throws Exception {
        return crm.ok("GET", "/api/contacts/" + contact, null).get("score").asDouble();
    }
}
