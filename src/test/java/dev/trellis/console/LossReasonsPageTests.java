package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.deal.LossReason;
import dev.trellis.deal.LossReasons;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.TrellisTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@TrellisTest
class LossReasonsPageTests extends BrowserTest {

    private final LossReasons reasons;
    private final JdbcClient jdbc;

    LossReasonsPageTests(
            @LocalServerPort int port, Users users, TrellisProperties settings, LossReasons reasons, JdbcClient jdbc) {
        super(port, users, settings);
        this.reasons = reasons;
        this.jdbc = jdbc;
    }

    @AfterEach
    void onlyTheDefaultsAgain() {
        jdbc.sql("delete from deal_loss_reason where name = 'project-stopped'").update();
    }

    @Test
    void aReasonThatTheTableDoesNotKnowSaysSoAndIsRetired() {
        visitor().signedInAt("/deals");
        page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Loss reasons"))
                .click();
        assertThat(page().locator("tr", new Page.LocatorOptions().setHasText("Chose a competitor")))
                .containsText("after 270 days, or 90 days before the competitor's contract ends");
        openMenu("New reason");
        page().locator("#new-label").fill("Project <i>stopped</i>");
        page().locator("#new-name").fill("project-stopped");
        press("Add the reason");

        assertThat(page().locator("tr", new Page.LocatorOptions().setHasText("Project <i>stopped</i>")))
                .containsText("no row of recycle.dmn brings it back");
        visitor().looksAt("/loss-reasons", 1280, "loss-reasons");
        visitor().looksAt("/loss-reasons", 390, "loss-reasons");
        page().setViewportSize(1280, 900);

        openMenu("Change Project");
        page().locator("form[action='/loss-reasons/project-stopped/retire'] button")
                .click();
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Retired");
        assertThat(reasons.offered()).extracting(LossReason::name).doesNotContain("project-stopped");
        press("Bring back Project <i>stopped</i>");
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("again");
        assertThat(reasons.offered()).extracting(LossReason::name).contains("project-stopped");
        assertThat(visitor().complaints()).isEmpty();
    }
}
