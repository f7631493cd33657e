package dev.trellis.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.ScriptedSmtpServer;
import dev.trellis.email.SendState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** Where the links in the emails we ship lead before and after the company's website is known. */
class SamplePageTests {

    private static final String OURS = "https://mail.example.org";

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
    private EmailInstance instance;
    private MockMvcTester mvc;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = options().start();
        mvc = mvc();
    }

    @AfterEach
    void stop() {
        instance.close();
        relay.close();
    }

    @Test
    void aClickWithoutAWebsiteCountsAndShowsWhichPageWouldOpen() {
        var link = linkIn(sent());
        instance.clock().advance(Duration.ofMinutes(3));

        assertThat(get(link)).hasStatus(302).hasHeader("Location", OURS + "/t/sample/guides/friday-plan");
        assertThat(get("/t/sample/guides/friday-plan"))
                .hasStatusOk()
                .bodyText()
                .contains("/guides/friday-plan", "TRELLIS_BRAND_URL");

        instance.get(Visits.class).settle(Instant.now().plusSeconds(1));
        assertThat(EmailTestDatabase.jdbc()
                        .sql("select properties::text from activity where type = 'link-clicked'")
                        .query(String.class)
                        .single())
                .contains("\"verdict\": \"human\"", "/t/sample/guides/friday-plan");
    }

    @Test
    void aClickLeadsToTheWebsiteWhereItIsKnown() {
        startAgain(options().brandUrl("https://www.acme.example/en/"));
        var link = linkIn(sent());

        assertThat(get(link)).hasStatus(302).hasHeader("Location", "https://www.acme.example/en/guides/friday-plan");
    }

    @Test
    void whatWasSentBeforeTheWebsiteWasKnownLeadsThereToo() {
        startAgain(options().brandUrl("https://www.acme.example"));

        assertThat(get("/t/sample/guides/friday-plan"))
                .hasStatus(302)
                .hasHeader("Location", "https://www.acme.example/guides/friday-plan");
    }

    @Test
    void thePageSaysNothingThatSomebodyElseMadeUp() {

        assertThat(get("/t/sample/please call 555-1234")).hasStatus(404);
        assertThat(get("/t/sample/")).hasStatus(404);
        assertThat(get("/t/sample/" + "a".repeat(41))).hasStatus(404);
    }

    private EmailInstance.Options options() {
        return EmailInstance.options()
                .sendingTo(relay.port())
                .templates(Path.of("templates"))
                .configuration(TrackingTests.Tracking.class);
    }

    private void startAgain(EmailInstance.Options options) {
        instance.close();
        instance = options.start();
        mvc = mvc();
    }

    private MockMvcTester mvc() {
        return MockMvcTester.create(MockMvcBuilders.standaloneSetup(
                        instance.get(TrackingController.class), instance.get(SamplePageController.class))
                .build());
    }

    private String sent() {
        var reader = instance.reader("ada@example.com");
        var planned = instance.emails()
                .plan(EmailRequest.of(6_000_001, reader, "welcome-best-of")
                        .window("any-time")
                        .build());
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(instance.state(planned)).isEqualTo(SendState.SENT));
        return relay.messages().getFirst().replace("=\n", "").replace("=3D", "=");
    }

    private static String linkIn(String mail) {
        var matcher =
                Pattern.compile(Pattern.quote(OURS) + "(/t/c/[A-Za-z0-9_-]+)").matcher(mail);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private MvcTestResult get(String path) {
        return mvc.get()
                .uri(path)
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
                .exchange();
    }
}
