package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deals;
import dev.trellis.deal.NewDeal;
import dev.trellis.handoff.Handoffs;
import dev.trellis.objection.Asset;
import dev.trellis.objection.NewObjection;
import dev.trellis.objection.Objection;
import dev.trellis.objection.ObjectionCategory;
import dev.trellis.objection.Objections;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@TrellisTest
class ObjectionsPageTests extends BrowserTest {

    private final Handoffs handoffs;
    private final Objections objections;
    private final Deals deals;
    private final Time time;

    ObjectionsPageTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            Handoffs handoffs,
            Objections objections,
            Deals deals,
            Time time) {
        super(port, users, settings);
        this.handoffs = handoffs;
        this.objections = objections;
        this.deals = deals;
        this.time = time;
    }

    @Test
    void salesLogsWhatItHearsAndMarketingAnswersIt() {
        var contact = api.contact("{\"email\": \"dear@objects.example\", \"firstName\": \"Dora\", \"stage\": \"mql\"}");
        var handoff = handoff(contact);
        visitor().signedInAt("/handoffs/" + handoff);
        openMenu("Log an objection");
        page().getByLabel("What it is about").selectOption("price");
        page().getByLabel("What was said against it").fill("Twice the price of <i>theirs</i>");
        press("Ask marketing for an answer");
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Logged");
        assertThat(page().locator("section[aria-labelledby=objections]"))
                .containsText("Twice the price of <i>theirs</i>");

        page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Objections"))
                .click();
        assertThat(page().locator("main")).containsText("Twice the price of <i>theirs</i>");
        visitor().looksAt("/objections", 1280, "objections");
        visitor().looksAt("/objections", 390, "objections");
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        visitor().looksAt("/objections", 1281, "objections-dark");
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave).toList())
                .isEmpty();

        openMenu("Answer");
        press("Answer");
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("choose a playbook or an email");
        page().getByLabel("What answers it").selectOption("playbook:discovery");
        page().getByLabel("What to say with it").fill("Count what it costs today");
        press("Answer");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Answered");
        assertThat(objections.of(new ContactId(contact)).getFirst().asset())
                .isEqualTo(new Asset(Asset.Kind.PLAYBOOK, "discovery"));
        assertThat(page().locator("main")).containsText("Playbook discovery");
        page().navigate("/handoffs/" + handoff);
        assertThat(page().locator("section[aria-labelledby=objections]")).containsText("Count what it costs today");
        assertThat(page().locator("#timeline")).containsText("Objection logged: Price");
        assertThat(page().locator("#timeline")).containsText("Objection answered: Price playbook discovery");
        visitor().looksAt("/handoffs/" + handoff, 390, "handoff-objections");
        page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("See what answers it"))
                .click();
        assertThat(page().locator("main")).containsText("Count what it costs today");
        assertThat(page().locator(".playbook h3").first()).isVisible();
        assertThat(page().locator("main form")).hasCount(0);
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void theEmailThatAnswersItIsReadAndSentToTheContactOnce() {
        var contact =
                api.contact("{\"email\": \"asks@objects.example\", \"firstName\": \"Asta\", \"stage\": \"lead\"}");
        var id = logged(contact);
        visitor().signedInAt("/objections/" + id);
        assertThat(page().locator("main")).containsText("No answer yet");
        objections.answer(id, new Asset(Asset.Kind.TEMPLATE, "deal-questions"), "Page two has it", "mia");
        visitor().looksAt("/objections/" + id, 390, "objection-email");
        visitor().looksAt("/objections/" + id, 1280, "objection-email");
        assertThat(page().frameLocator("iframe").locator("body")).containsText("Asta");

        press("Send it to Asta");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("on its way");
        assertThat(page().locator("main form")).hasCount(0);
        var first = objections.sent(objections.require(id));
        objections.send(id);
        assertThat(objections.sent(objections.require(id))).isEqualTo(first);
        page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("see what became of it"))
                .click();
        assertThat(page().locator("main")).containsText("asks@objects.example");
        assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave).toList())
                .isEmpty();
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void whatMayNotBeWrittenIsNotSentAndSaysWhy() {
        var contact =
                api.contact("{\"email\": \"silent@objects.example\", \"firstName\": \"Silke\", \"stage\": \"lead\"}");
        var id = logged(contact);
        objections.answer(id, new Asset(Asset.Kind.TEMPLATE, "lead-5-objection"), null, "mia");
        visitor().signedInAt("/objections/" + id);

        press("Send it to Silke");

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("It does not go out");
    }

    private UUID logged(UUID contact) {
        return objections
                .log(new NewObjection(
                        new ContactId(contact),
                        null,
                        null,
                        ObjectionCategory.FUNCTION,
                        "Does it work offline?",
                        "sam@example.com",
                        null))
                .id();
    }

    @Test
    void whatIsHeardInADealIsLoggedThereForItsContact() {
        var contact =
                api.contact("{\"email\": \"finn@objects.example\", \"firstName\": \"Finn\", \"stage\": \"lead\"}");
        var deal = deals.open(
                        new NewDeal(
                                new ContactId(contact),
                                null,
                                "Ten seats",
                                BigDecimal.TEN,
                                "EUR",
                                null,
                                null,
                                null,
                                null),
                        "test")
                .deal()
                .id();
        visitor().signedInAt("/deals/" + deal);

        openMenu("Log an objection");
        assertThat(page().locator("form[action$=objections]")).containsText("Said by Finn");
        page().locator("#objection-category").selectOption("price");
        page().getByLabel("What was said against it").fill("Too dear for ten");
        press("Ask marketing for an answer");

        assertThat(page().locator("section[aria-labelledby=objections]")).containsText("Too dear for ten");
        assertThat(objections.of(new ContactId(contact)))
                .singleElement()
                .returns(deal, Objection::dealId)
                .returns("Too dear for ten", Objection::words);
        visitor().looksAt("/deals/" + deal, 1280, "deal-objections");
        visitor().looksAt("/deals/" + deal, 390, "deal-objections");
        assertThat(visitor().complaints()).isEmpty();
    }

    private UUID handoff(UUID contact) {
        time.settle();
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> handoffs.of(new ContactId(contact)), found -> !found.isEmpty())
                .getFirst()
                .id();
    }
}
