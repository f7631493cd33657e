package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChange;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Loss;
import dev.trellis.deal.NewDeal;
import dev.trellis.deal.NewQuote;
import dev.trellis.deal.Passage;
import dev.trellis.deal.Quotes;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The forms of deals where what was written in them does not do. */
@TrellisTest
class DealFormsTests extends BrowserTest {

    private final Deals deals;
    private final Quotes quotes;
    private final Time time;

    DealFormsTests(
            @LocalServerPort int port, Users users, TrellisProperties settings, Deals deals, Quotes quotes, Time time) {
        super(port, users, settings);
        this.deals = deals;
        this.quotes = quotes;
        this.time = time;
    }

    @Test
    void aNewDealThatIsRefusedComesBackAsItWasWritten() {
        visitor().signedInAt("/deals?for=nobody@forms.example");
        page().locator("#name-new").fill("Forty seats");
        page().locator("#amount-new").fill("12000.50");
        page().locator("#currency-new").fill("CHF");
        page().locator("#close-new").fill("2031-03-31");
        page().locator("#owner-new").selectOption("sam@example.com");
        press("Open it");

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("No contact has the address nobody@forms.example");
        assertThat(page().locator("#email-new")).isVisible();
        assertThat(page().locator("#email-new")).hasValue("nobody@forms.example");
        assertThat(page().locator("#email-new")).hasAttribute("aria-invalid", "true");
        assertThat(page().locator("#wrong-new-email")).containsText("add the contact first");
        assertThat(page().locator("#name-new")).hasValue("Forty seats");
        assertThat(page().locator("#amount-new")).hasValue("12000.50");
        assertThat(page().locator("#currency-new")).hasValue("CHF");
        assertThat(page().locator("#close-new")).hasValue("2031-03-31");
        assertThat(page().locator("#owner-new")).hasValue("sam@example.com");
        for (var width : new int[] {1280, 390}) {
            page().setViewportSize(width, 900);
            page().screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of("target", "pictures", "new-deal-refused-" + width + ".png")));
            assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave)).isEmpty();
        }
    }

    @Test
    void anAmountThatIsNoNumberIsRefusedAtItsField() {
        var deal = deal();
        visitor().signedInAt("/deals/" + deal);
        openMenu("Change");
        page().locator("#name-change").fill("Fifty seats");
        page().locator("#amount-change").fill("a lot");
        sendUnchecked("/change");

        assertThat(page().locator("#name-change")).hasValue("Fifty seats");
        assertThat(page().locator("#amount-change")).hasValue("a lot");
        assertThat(page().locator("#wrong-change-amount")).containsText("Must be a number");
        assertThat(deals.require(deal).name()).isEqualTo("Forty seats");
    }

    @Test
    void aWinThatIsRefusedKeepsWhatWasWritten() {
        var deal = deal();
        visitor().signedInAt("/deals/" + deal);
        openMenu("Won");
        page().locator("#renews-win").fill(today().minusDays(1).toString());
        page().locator("#recurring-win").fill("900");
        press("Mark as won");

        assertThat(page().locator("#renews-win")).hasValue(today().minusDays(1).toString());
        assertThat(page().locator("#recurring-win")).hasValue("900");
        assertThat(page().locator("#wrong-win-renewsOn")).isVisible();
        assertThat(deals.require(deal).state()).isEqualTo(Deal.State.OPEN);
    }

    @Test
    void aLossThatIsRefusedKeepsWhatWasWritten() {
        var deal = deal();
        visitor().signedInAt("/deals/" + deal);
        openMenu("Lost");
        page().locator("#lost-lose").selectOption("competitor");
        page().locator("#competitor-lose").evaluate("(field, text) => field.value = text", "R".repeat(600));
        page().locator("form[action$='/lose'] [name=recycle]").uncheck();
        press("Mark as lost");

        assertThat(page().locator("#lost-lose")).hasValue("competitor");
        assertThat(page().locator("#competitor-lose")).hasValue("R".repeat(600));
        assertThat(page().locator("form[action$='/lose'] [name=recycle]")).not().isChecked();
        assertThat(page().locator("#wrong-lose-competitor")).containsText("at most");
    }

    @Test
    void aQuoteThatIsRefusedKeepsWhatWasWritten() {
        var deal = deal();
        quote(deal, "Q-1");
        visitor().signedInAt("/deals/" + deal);
        page().getByText("Note a quote").click();
        page().locator("#quote-number").fill("Q-1");
        page().locator("#quote-amount").fill("777");
        page().locator("#quote-note").fill("With two years of care");
        press("Note it");

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("has a quote with the number Q-1 already");
        assertThat(page().locator("#quote-number")).isVisible();
        assertThat(page().locator("#quote-number")).hasValue("Q-1");
        assertThat(page().locator("#quote-amount")).hasValue("777");
        assertThat(page().locator("#quote-note")).hasValue("With two years of care");
    }

    @Test
    void aTaskThatIsRefusedKeepsWhatWasWritten() {
        var deal = deal();
        visitor().signedInAt("/deals/" + deal);
        page().getByText("Plan or log").click();
        page().locator("#task").fill("Ask about the security review");
        page().locator("#task-days").fill("900");
        page().locator("#talk-note").fill("They wait for a paper");
        sendUnchecked("/facts");

        assertThat(page().locator("#task")).hasValue("Ask about the security review");
        assertThat(page().locator("#task-days")).hasValue("900");
        assertThat(page().locator("#talk-note")).hasValue("They wait for a paper");
        assertThat(page().locator("#wrong-task-taskDays")).containsText("from 0 to");
    }

    @Test
    void theHistoryWritesAmountsDaysAndReasonsAsTheRestOfThePage() {
        var deal = deal();
        var sent = quote(deal, "Q-2031-03-31");
        quotes.extend(deal, sent, LocalDate.of(2027, 3, 31), null, "test");
        deals.change(
                deal,
                new DealChange(null, null, null, LocalDate.of(2027, 4, 1), null, null, null, null),
                Passage.PLAIN,
                "test");
        deals.lose(deal, new Loss("competitor", true, null, null), "test");
        visitor().signedInAt("/deals/" + deal);
        var history = page().locator("section", new Page.LocatorOptions().setHas(page().locator("#history")));

        assertThat(history).containsText("Q-2031-03-31, 12,000 EUR, until ");
        assertThat(history).containsText("until 31 Mar 2027 instead of ");
        assertThat(history).containsText("expected close");
        assertThat(history).containsText("Chose a competitor");
        assertThat(history).not().containsText("12000.00");
        assertThat(history).not().containsText(today().plusDays(30).toString());
        assertThat(history).not().containsText("expectedCloseOn");
    }

    /** Presses the button of the open form that goes there, past what the browser itself would refuse. */
    private void sendUnchecked(String path) {
        var form = page().locator("details[open] form[action$='" + path + "']");
        form.evaluate("form => form.noValidate = true");
        form.locator("button").last().click();
    }

    private UUID quote(UUID deal, String number) {
        return quotes.send(
                        deal,
                        new NewQuote(
                                number, new BigDecimal("12000.00"), "EUR", today().plusDays(30), "UTC", null, null),
                        "test")
                .id();
    }

    private UUID deal() {
        var contact = new ContactId(
                api.contact("{\"email\": \"%s@forms.example\", \"stage\": \"lead\"}".formatted(UUID.randomUUID())));
        return deals.open(
                        new NewDeal(
                                contact, null, "Forty seats", new BigDecimal("12000"), "EUR", null, null, null, null),
                        "test")
                .deal()
                .id();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
    }
}
