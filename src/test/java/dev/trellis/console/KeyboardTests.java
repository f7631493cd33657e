package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.TrellisTest;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Signing in and working on a contact without a mouse, on a desk and on a phone. */
@TrellisTest
class KeyboardTests extends BrowserTest {

    /** More steps than any of these pages has. */
    private static final int STEPS = 60;

    private static final String HAS_FOCUS = "element => element === document.activeElement";

    KeyboardTests(@LocalServerPort int port, Users users, TrellisProperties settings) {
        super(port, users, settings);
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void whoSignsInIsWhereTheyWantedToGoAndFindsTheWayOn(int width) {
        page().setViewportSize(width, 844);
        page().navigate("/contacts?stage=lead");
        tabTo(page().getByLabel("Name"));
        typed("reader", "Tab");
        typed("wrong", "Enter");
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("do not belong together");
        tabTo(page().getByLabel("Name"));
        typed("reader", "Tab");
        typed(Visitor.PASSWORD, "Enter");
        assertThat(page()).hasURL(Pattern.compile("/contacts\\?stage=lead"));

        strike("Tab");
        assertThat(page().getByText("Skip to the content")).isFocused();
        strike("Enter");
        assertThat(page().locator("main")).isFocused();

        page().reload();
        if (width < 900) {
            assertThat(link("Deals")).isHidden();
            tabTo(page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Menu")));
            strike("Enter");
        }
        tabTo(link("Deals"));
        strike("Enter");
        assertThat(page()).hasURL(Pattern.compile("/deals$"));
        assertThat(visitor().complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void aCallIsLoggedAndTheContactMoved(int width) {
        var id = contact();
        page().setViewportSize(width, 844);
        visitor().signedInAt("/contacts/" + id);

        tabTo(menu("Log a call"));
        strike("Enter");
        strike("Escape");
        assertThat(page().getByLabel("How it went")).isHidden();
        assertThat(menu("Log a call")).isFocused();
        strike("Enter");
        tabTo(page().getByLabel("How it went"));
        strike("ArrowDown");
        tabTo(page().getByLabel("What was said"));
        typed("Asks again in May", "Tab");
        strike("Enter");
        assertThat(page().locator("#timeline")).containsText("Asks again in May");
        assertThat(page().locator("#timeline")).containsText("no-answer");

        tabTo(menu("Move"));
        strike("Enter");
        tabTo(page().getByLabel("To the stage"));
        strike("m");
        tabTo(page().getByLabel("Why, for those"));
        typed("Met at the fair", "Enter");
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Moved");
        assertThat(page().locator("section[aria-labelledby='path'] .path")).containsText("Met at the fair");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void coloursAreRememberedByTheServerAndTimesAreTheReaders() {
        var id = contact();
        visitor().signedInAt("/contacts/" + id);
        var colours = page().locator("html");
        assertThat(colours).not().hasAttribute("data-theme", Pattern.compile(".*"));

        tabTo(page().getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Auto")));
        strike("ArrowRight");
        strike("ArrowRight");
        assertThat(colours).hasAttribute("data-theme", "dark");
        var served = page().request().get("/contacts").text();
        assertThat(served).contains("<html lang=\"en\" data-theme=\"dark\">");
        strike("ArrowLeft");
        strike("ArrowLeft");
        assertThat(page().request().get("/contacts").text()).contains("<html lang=\"en\">");

        var known = page().locator("#timeline time").first();
        assertThat(known).hasAttribute("title", Pattern.compile(" UTC$"));
        var hour = Integer.parseInt(
                Objects.requireNonNull(known.getAttribute("datetime")).substring(11, 13));
        assertThat(known.innerText()).doesNotContain("UTC").doesNotContain(", %02d:".formatted(hour));
    }

    private UUID contact() {
        return api.contact("{\"email\": \"kay@keyboard.example\", \"firstName\": \"Kay\", \"stage\": \"lead\"}");
    }

    private Locator link(String name) {
        return page().locator(".side").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
    }

    private Locator menu(String name) {
        return page().locator("summary", new Page.LocatorOptions().setHasText(name));
    }

    private void tabTo(Locator wanted) {
        for (int step = 0; step < STEPS; step++) {
            if (wanted.count() > 0 && (boolean) wanted.first().evaluate(HAS_FOCUS)) {
                return;
            }
            strike("Tab");
        }
        assertThat(wanted).isFocused();
    }

    private void strike(String key) {
        page().keyboard().press(key);
    }

    private void typed(String text, String key) {
        page().keyboard().type(text);
        strike(key);
    }
}
