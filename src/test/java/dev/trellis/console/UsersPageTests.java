package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.IdentityProvider;
import dev.trellis.testing.TrellisTest;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Users, tokens and the audit log, as an operator uses them and others do not see them. */
@TrellisTest
class UsersPageTests extends BrowserTest {

    private final Users users;
    private final IdentityProvider provider;

    UsersPageTests(@LocalServerPort int port, Users users, TrellisProperties settings, IdentityProvider provider) {
        super(port, users, settings);
        this.users = users;
        this.provider = provider;
    }

    @Test
    void somebodySignsInAtTheProviderAndSignsOutAgain() {
        provider.begin(port);
        provider.isVisitedBy(Map.of("email", "reader@example.com", "email_verified", true));
        page().navigate("/audit");
        visitor().looksAt("/sign-in", 1280, "sign-in");
        visitor().looksAt("/sign-in", 390, "sign-in");

        page().navigate("/audit");
        signInThere();
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("Nobody here has the address reader@example.com");
        visitor().looksAt("/sign-in", 390, "sign-in-after");
        page().setViewportSize(1280, 900);

        users.change("reader", "reader@example.com", Role.OPERATOR, null);
        page().navigate("/audit");
        signInThere();

        assertThat(page()).hasURL(Pattern.compile(".*/audit.*"));
        assertThat(page().locator("tbody tr").first()).containsText("at Example ID");
        visitor().looksAt("/users/reader", 390, "user-of-provider");
        visitor().looksAt("/users/reader", 1280, "user-of-provider");
        assertThat(page().locator("main")).containsText("they are the account 1234");
        page().navigate("/password");
        assertThat(page().locator("main")).containsText("You signed in with Example ID");
        press("Sign out");
        assertThat(page().getByRole(AriaRole.STATUS)).containsText("You are still signed in at Example ID");
        assertThat(page().getByText("sign out there, too"))
                .hasAttribute("href", Pattern.compile("/out\\?client_id=trellis&"));
        assertThat(visitor().complaints()).isEmpty();
    }

    private void signInThere() {
        page().getByText("Sign in with Example ID").click();
    }

    @Test
    void anOperatorAddsSomebodyWhoThenSignsInAndSeesWhatTheirRoleMay() {
        visitor().signedInAt("/users");
        field("Name").fill("grace");
        page().getByLabel("Role").selectOption("sales");
        page().getByLabel("Team").selectOption("sales");
        press("Add the user");
        var password = page().locator("main code").textContent();
        assertThat(page().locator("main h1")).hasText("grace");
        page().reload();
        assertThat(page().locator("main code")).hasCount(0);

        press("Sign out");
        field("Name").fill("grace");
        field("Password").fill(password);
        press("Sign in");

        assertThat(page().locator(".side a[href='/handoffs']")).hasCount(1);
        assertThat(page().locator(".side a[href='/users']")).hasCount(0);
        assertThat(page().locator(".side")).not().containsText("Operate");
        page().navigate("/users");
        assertThat(page().locator("main")).containsText("This is not for your role");
        page().navigate("/nothing-here");
        assertThat(page().locator("main")).containsText("There is no such page");
        assertThat(page().locator(".side a[href='/handoffs']")).hasCount(1);
    }

    @Test
    void aLockEndsWhatSomebodyHasOpen() {
        visitor().signedInAt("/contacts");
        users.put("other", "correct horse battery", Role.OPERATOR);

        users.lock("reader");
        page().navigate("/contacts");

        assertThat(page()).hasURL(Pattern.compile(".*/sign-in$"));
        visitor().signIn(Visitor.PASSWORD);
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("do not belong together");
        users.unlock("reader");
    }

    @Test
    void theLastOperatorIsToldWhyTheyStayOne() {
        users.all().stream()
                .filter(each -> !each.name().equals("reader"))
                .forEach(each -> users.change(each.name(), null, Role.MARKETER, null));
        visitor().signedInAt("/users/reader");

        page().getByLabel("Role").selectOption("marketer");
        press("Save");

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("nobody else is one");
    }

    @Test
    void aTokenIsShownOnceAndRevoked() {
        visitor().signedInAt("/tokens");
        field("For which program").fill("crm");
        page().getByLabel("deals:").check();
        press("Make the token");
        assertThat(page().locator("main code")).containsText("trellis_");
        visitor().looksAt("/tokens", 1280, "tokens");
        visitor().looksAt("/tokens", 390, "tokens");
        assertThat(page().locator("main code")).hasCount(0);

        press("Revoke");
        page().locator("dialog button[value='yes']").click();

        assertThat(page().locator("main table")).containsText("revoked");
        page().navigate("/audit?object=tokens/crm");
        assertThat(page().locator("tbody tr")).hasCount(2);
        assertThat(page().locator("tbody tr").first()).containsText("token revoked");
    }

    @Test
    void somebodyChangesTheirOwnPasswordAndSignsInAgain() {
        visitor().signedInAt("/password");
        field("The one you have").fill(Visitor.PASSWORD);
        page().getByLabel("The new one", new Page.GetByLabelOptions().setExact(true))
                .fill("a longer password");
        field("The new one again").fill("a longer password");
        press("Change the password");

        assertThat(page().getByRole(AriaRole.STATUS)).containsText("Sign in with the new one");
        visitor().signIn("a longer password");
        assertThat(page()).hasURL(Pattern.compile(".*/$"));
    }

    @Test
    void thePagesFitAndRunWithoutComplaint() {
        visitor().signedInAt("/users");
        for (var path : new String[] {"/users", "/users/reader", "/audit", "/password"}) {
            visitor().looksAt(path, 1280, path.substring(1).replace('/', '-'));
            visitor().looksAt(path, 390, path.substring(1).replace('/', '-'));
        }

        assertThat(visitor().complaints()).isEmpty();
    }

    private Locator field(String label) {
        return page().getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }
}
