package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.trellis.contact.ContactId;
import dev.trellis.handoff.AnswerLinks;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffState;
import dev.trellis.handoff.Handoffs;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page behind a mail's answer link, on a phone and without scripts. */
@TrellisTest
class AnswerByMailPageTests extends BrowserTest {

    private static final Path PICTURES = Path.of("target", "screenshots");

    private final Handoffs handoffs;
    private final AnswerLinks links;
    private final Time time;
    private final JdbcClient jdbc;
    private final BrowserContext phone;

    AnswerByMailPageTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            Handoffs handoffs,
            AnswerLinks links,
            Time time,
            JdbcClient jdbc) {
        super(port, users, settings);
        this.handoffs = handoffs;
        this.links = links;
        this.time = time;
        this.jdbc = jdbc;
        this.phone = Chromium.get()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL("http://localhost:" + port)
                        .setJavaScriptEnabled(false)
                        .setViewportSize(390, 844));
    }

    @AfterEach
    void putThePhoneAway() {
        phone.close();
    }

    @Test
    void aPhoneWithoutScriptsAcceptsAndQualifies() {
        var handoff = handedOff("phone@answer.example", "Vera <i>");
        var page = phone.newPage();
        page.navigate(link(handoff));
        assertThat(page.locator("h1")).hasText("A lead for you: Vera <i>");
        assertThat(page.locator("main")).containsText("Desk Ltd");

        press(page, "Accept");
        assertThat(page.locator("main")).containsText("accepted it");
        for (var label : new String[] {"Budget", "Authority", "Need", "Timeline"}) {
            page.getByLabel(label).fill("known");
        }
        press(page, "Qualify");

        assertThat(page.locator("h1")).hasText("This is decided");
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.QUALIFIED);
        visitor().signedInAt("/handoffs/" + handoff.id());
        assertThat(page().locator(".path")).containsText("by mail link");
    }

    @Test
    void notNowOpensTheFormAndKeepsWhatWasTyped() {
        var handoff = handedOff("later@answer.example", "Lara");
        var page = phone.newPage();
        page.navigate(link(handoff) + "?show=no");

        page.getByLabel("Why").selectOption("wrong-fit");
        page.getByLabel("Note for marketing").fill("A student <b>");
        page.getByLabel("Nurture until").fill("2999-01-01");
        press(page, "Reject");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("leave the day out");
        assertThat(page.getByLabel("Note for marketing")).hasValue("A student <b>");
        page.getByLabel("Nurture until").fill("");
        press(page, "Reject");
        assertThat(page.locator("h1")).hasText("This is decided");
        assertThat(handoffs.require(handoff.id()).note()).isEqualTo("A student <b>");
    }

    @Test
    void whatIsDecidedOrAnothersSaysSoAndNothingOfTheContact() {
        var decided = handedOff("told@answer.example", "Uwe");
        var unused = handoffs.reject(decided.id(), "duplicate", null, null, "swift@example.com");
        var passedOn = handedOff("passed@answer.example", "Pia");
        var link = link(passedOn);
        jdbc.sql("update handoff set owner = 'sue@example.com' where id = :id")
                .param("id", passedOn.id())
                .update();

        var page = phone.newPage();
        page.navigate(link(decided));
        assertThat(page.locator("main")).containsText("swift@example.com rejected it");
        assertThat(page.locator("main")).not().containsText("Uwe");
        page.navigate(link);
        assertThat(page.locator("h1")).hasText("Somebody else has this one now");
        assertThat(page.locator("body")).not().containsText("Pia");
    }

    @Test
    void nothingOnThePageKeepsAnybodyOut() {
        var open = handedOff("axe@answer.example", "Alexandra-Maria");
        var accepted = handedOff("axes@answer.example", "Axel");
        var unused = handoffs.accept(accepted.id(), null, "sam@example.com");

        for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            for (var width : new int[] {1280, 390}) {
                page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                page().setViewportSize(width, 844);
                look(link(open), "answer-open", scheme, width);
                look(link(open) + "?show=no", "answer-no", scheme, width);
                look(link(accepted), "answer-accepted", scheme, width);
                look("/t/handoff/forged", "answer-forged", scheme, width);
            }
        }
    }

    private void look(String path, String name, ColorScheme scheme, int width) {
        page().navigate(path);
        assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave).toList())
                .as(name)
                .isEmpty();
        assertThat(((Number) page().evaluate("document.documentElement.scrollWidth - innerWidth")).intValue())
                .as("%s at %s px", name, width)
                .isLessThanOrEqualTo(0);
        page().screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png"))
                .setFullPage(true));
    }

    private String link(Handoff handoff) {
        return URI.create(links.of(handoff.id(), Objects.requireNonNull(handoff.owner())))
                .getPath();
    }

    private static void press(Page page, String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private Handoff handedOff(String email, String firstName) {
        var contact = api.contact(
                "{\"email\": \"%s\", \"firstName\": \"%s\", \"company\": \"Desk Ltd\", \"jobTitle\": \"CFO\", \"stage\": \"mql\"}"
                        .formatted(email, firstName));
        time.settle();
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> handoffs.of(new ContactId(contact)).stream()
                                .filter(handoff -> handoff.state() == HandoffState.OPEN)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
