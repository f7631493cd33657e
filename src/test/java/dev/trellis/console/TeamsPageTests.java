package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.contact.ContactId;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Member;
import dev.trellis.handoff.Strategy;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@TrellisTest
class TeamsPageTests extends BrowserTest {

    private static final Path PICTURES = Path.of("target", "pictures");

    private final Users users;
    private final Teams teams;
    private final Handoffs handoffs;
    private final Time time;

    TeamsPageTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            Teams teams,
            Handoffs handoffs,
            Time time) {
        super(port, users, settings);
        this.users = users;
        this.teams = teams;
        this.handoffs = handoffs;
        this.time = time;
    }

    @Test
    void aTeamIsAddedFilledAndChanged() {
        visitor().signedInAt("/teams");
        openMenu("New team");
        page().getByLabel("Name, as tables and diagrams write it").fill("sales-emea");
        page().locator("#new-label").fill("Sales EMEA");
        page().locator("#zone-new").fill("Europe/Berlin");
        page().locator("#strategy-new").selectOption("by-capacity");
        page().locator("#holidays-new").fill("2027-01-01 New Year\n2027-12-25 Christmas");
        press("Add the team");
        assertThat(page().locator("#team-sales-emea")).containsText("Sales EMEA");

        var section = page().locator("section[aria-labelledby=team-sales-emea]");
        section.getByText("New member").click();
        page().locator("#email-new-sales-emea").fill("Ann@Emea.example");
        page().locator("#name-new-sales-emea").fill("Ann");
        page().locator("#capacity-new-sales-emea").fill("12");
        page().locator("#until-new-sales-emea").fill(today().plusDays(3).toString());
        section.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save"))
                .and(page().locator(":visible"))
                .click();

        assertThat(section).containsText("away");
        assertThat(section).containsText("0 of 12");
        var team = teams.find("sales-emea").orElseThrow();
        assertThat(team.strategy()).isEqualTo(Strategy.BY_CAPACITY);
        assertThat(team.holidays())
                .containsEntry(LocalDate.of(2027, 1, 1), "New Year")
                .hasSize(2);
        assertThat(team.members()).extracting(Member::email).containsExactly("ann@emea.example");
        var back = today().plusDays(3).atStartOfDay(ZoneId.of("Europe/Berlin")).toInstant();
        assertThat(team.members().getFirst().absentUntil()).isEqualTo(back);

        page().locator("summary", new Page.LocatorOptions().setHasText("Change Ann"))
                .click();
        assertThat(page().locator("#until-sales-emea-0"))
                .hasValue(today().plusDays(3).toString());
        picture("teams");
        page().locator("#until-sales-emea-0").fill("");
        section.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save"))
                .and(page().locator(":visible"))
                .click();
        assertThat(section).not().containsText("away");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void whatCannotBeIsSaidAndChangesNothing() {
        visitor().signedInAt("/teams");
        openMenu("New team");
        page().getByLabel("Name, as tables and diagrams write it").fill("sales-mars");
        page().locator("#zone-new").fill("Mars/Olympus");
        press("Add the team");

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("Mars/Olympus");
        assertThat(teams.find("sales-mars")).isEmpty();
    }

    @Test
    void aSalespersonSaysWhenTheyAreAway() {
        if (users.find("sam").isEmpty()) {
            users.add("sam", "sam@example.com", Role.SALES, "sales", Visitor.PASSWORD);
        }
        visitor().signedIn("sam");
        page().navigate("/teams");
        assertThat(page().locator("section[aria-labelledby=team-sales]")).containsText("you");

        openMenu("Going away?");
        page().locator("#my-until").fill(today().plusDays(7).toString());
        press("Save");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("hand-offs go to the others");
        assertThat(teams.findMember("sam@example.com").orElseThrow().isAbsent(time.now()))
                .isTrue();
        openMenu("You are away");
        page().locator("#my-until").fill("");
        press("Save");
        assertThat(teams.findMember("sam@example.com").orElseThrow().isAbsent(time.now()))
                .isFalse();
    }

    @Test
    void theReportAndTheContactSayWhoHadItForHowLong() {
        var contact = api.contact("{\"email\": \"held@service.example\", \"firstName\": \"Hedy\", \"stage\": \"mql\"}");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !handoffs.of(new ContactId(contact)).isEmpty());
        visitor().signedInAt("/contacts/" + contact);
        assertThat(page().locator("section[aria-labelledby=handoffs-title]")).containsText("has had it for");
        page().navigate("/handoffs/service");
        assertThat(page().locator("tbody").first()).containsText("Sam Seller");
        picture("service");
        page().navigate("/handoffs/service?from=2020-01-01&until=2019-01-01");
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("must be at most a year before");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
    }

    private void picture(String name) {
        page().screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
        page().setViewportSize(390, 844);
        page().screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + "-390.png"))
                .setFullPage(true));
        page().setViewportSize(1280, 900);
    }
}
