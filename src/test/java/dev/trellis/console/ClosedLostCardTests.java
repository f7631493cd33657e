package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Loss;
import dev.trellis.deal.NewDeal;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@TrellisTest
class ClosedLostCardTests extends BrowserTest {

    private final Deals deals;
    private final Time time;

    ClosedLostCardTests(@LocalServerPort int port, Users users, TrellisProperties settings, Deals deals, Time time) {
        super(port, users, settings);
        this.deals = deals;
        this.time = time;
    }

    @Test
    void aContactSaysWhyItRestsUntilWhenAndUntilWhenItIsBoundToWhom() {
        var lost = lose(new Loss("competitor", true, "Rival & Sons", null));
        var ends = LocalDate.ofInstant(time.now(), ZoneOffset.UTC).plusDays(400);
        visitor().signedInAt("/contacts/" + lost.contactId());
        assertThat(card()).containsText("Chose a competitor");
        assertThat(card()).containsText("Rival & Sons");
        assertThat(card()).containsText("as a lead with a fresh start");

        page().locator("summary", new Page.LocatorOptions().setHasText("Their contract"))
                .click();
        page().locator("#contract-ends-on").fill(ends.toString());
        page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Keep"))
                .click();

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Kept");
        assertThat(card()).containsText("bound until");
        assertThat(deals.require(lost.id()))
                .returns(ends, Deal::contractEndsOn)
                .returns("Rival & Sons", Deal::competitor);
        visitor().looksAt("/contacts/" + lost.contactId(), 1280, "closed-lost");
        visitor().looksAt("/contacts/" + lost.contactId(), 390, "closed-lost");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void whoNeverComesBackSaysWhoDecidedThat() {
        var lost = lose(new Loss("budget", false, null, null));

        visitor().signedInAt("/contacts/" + lost.contactId());

        assertThat(card()).containsText("never by itself: so sales has decided");
        assertThat(card()).not().containsText("Chose");
        assertThat(visitor().complaints()).isEmpty();
    }

    private Locator card() {
        return page().locator("section[aria-labelledby='lost-title']");
    }

    private Deal lose(Loss loss) {
        var contact = new ContactId(
                api.contact("{\"email\": \"%s@lost.example\", \"stage\": \"lead\"}".formatted(UUID.randomUUID())));
        var deal = deals.open(
                        new NewDeal(
                                contact, null, "Ten seats", BigDecimal.TEN, "EUR", null, "sam@example.com", null, null),
                        "test")
                .deal();
        return deals.lose(deal.id(), loss, "test");
    }
}
