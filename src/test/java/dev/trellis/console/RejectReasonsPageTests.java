package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.handoff.RejectReason;
import dev.trellis.handoff.RejectReasons;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.TrellisTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@TrellisTest
class RejectReasonsPageTests extends BrowserTest {

    private final RejectReasons reasons;
    private final JdbcClient jdbc;

    RejectReasonsPageTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            RejectReasons reasons,
            JdbcClient jdbc) {
        super(port, users, settings);
        this.reasons = reasons;
        this.jdbc = jdbc;
    }

    @AfterEach
    void onlyTheDefaultsAgain() {
        jdbc.sql("delete from handoff_reject_reason where name = 'has-a-contract'")
                .update();
    }

    @Test
    void aReasonIsAddedRenamedMovedRetiredAndBroughtBack() {
        visitor().signedInAt("/handoffs");
        page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Reject reasons"))
                .click();
        openMenu("New reason");
        page().locator("#new-label").fill("Has a contract");
        press("Add the reason");
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Added");

        openMenu("Change Has a contract");
        page().locator("#label-has-a-contract").fill("Is bound <b>elsewhere</b>");
        page().locator("form[action='/reject-reasons/has-a-contract'] button").click();
        assertThat(page().locator("main")).containsText("Is bound <b>elsewhere</b>");

        press("Up Is bound <b>elsewhere</b>");
        assertThat(reasons.offered()).extracting(RejectReason::name).endsWith("has-a-contract", "competitor");
        visitor().looksAt("/reject-reasons", 1280, "reject-reasons");
        visitor().looksAt("/reject-reasons", 390, "reject-reasons");

        page().setViewportSize(1280, 900);
        openMenu("Change Is bound");
        page().locator("form[action='/reject-reasons/has-a-contract/retire'] button")
                .click();
        assertThat(reasons.find("has-a-contract")).get().matches(RejectReason::retired);
        press("Bring back Is bound <b>elsewhere</b>");
        assertThat(reasons.find("has-a-contract")).get().matches(reason -> !reason.retired());
        assertThat(visitor().complaints()).isEmpty();
    }
}
