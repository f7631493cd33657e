package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.trellis.contact.ContactId;
import dev.trellis.engine.Decisions;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.Handoffs;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@TrellisTest
class RejectsPageTests extends BrowserTest {

    private final Handoffs handoffs;
    private final Decisions decisions;
    private final Time time;
    private final JdbcClient jdbc;

    RejectsPageTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            Handoffs handoffs,
            Decisions decisions,
            Time time,
            JdbcClient jdbc) {
        super(port, users, settings);
        this.handoffs = handoffs;
        this.decisions = decisions;
        this.time = time;
        this.jdbc = jdbc;
    }

    @Test
    void theReportLeadsToItsHandOffsAndItsProposalToABacktest() throws Exception {
        var webinar = decisions
                .decide("lead-score", Map.of("activityType", "webinar-attended"))
                .label();
        var table = Files.readString(Path.of("bpmn", "lead-score.dmn"));
        var handoff = rejected();
        copies(handoff, 14, "rejected", webinar);
        copies(handoff, 8, "accepted", webinar);
        copies(handoff, 5, "rejected", null);
        copies(handoff, 25, "accepted", null);

        visitor().signedInAt("/");
        page().getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Rejects").setExact(true))
                .click();

        assertThat(page().locator("main")).containsText("20 of 53 hand-offs were rejected");
        assertThat(page().locator("main")).containsText("fair <b>");
        assertThat(page().locator(".notice.warm")).containsText("Too many points for");
        assertThat(page().locator(".notice.warm")).containsText("rejected 14 as “Not ready to buy”, 64 %");
        visitor().looksAt("/rejects", 1280, "rejects");
        visitor().looksAt("/rejects", 390, "rejects");
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        visitor().looksAt("/rejects", 1281, "rejects-dark");
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));

        page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Look at them"))
                .click();
        assertThat(page().locator("section[aria-labelledby=chosen] li")).hasCount(14);
        assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave).toList())
                .isEmpty();

        page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Try it on past contacts"))
                .click();
        assertThat(page()).hasURL(Pattern.compile("/backtests/[0-9a-f-]{36}$"));
        assertThat(page().locator("h1")).containsText("Half the points");
        assertThat(Files.readString(Path.of("bpmn", "lead-score.dmn"))).isEqualTo(table);
        assertThat(visitor().complaints()).isEmpty();
    }

    /** One that sales rejected; the others are like it. */
    private Handoff rejected() {
        var contact = api.contact(
                "{\"email\": \"rejected@desk.example\", \"firstName\": \"Rita\", \"stage\": \"mql\", \"source\": \"fair <b>\"}");
        time.settle();
        var handoff = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> handoffs.of(new ContactId(contact)), found -> !found.isEmpty())
                .getFirst();
        return handoffs.reject(handoff.id(), "not-ready", "first", null, "somebody");
    }

    private void copies(Handoff handoff, int number, String state, @Nullable String label) {
        for (var i = 0; i < number; i++) {
            var id = jdbc.sql("""
                            insert into handoff (id, contact_id, kind, stage_entry, team, state, owner, assigned_because, priority,
                                                 score, fit, temperature, opened_at, due_at, accepted_at, closed_at, reason,
                                                 element_instance_key, why, promoted_by, source)
                            select gen_random_uuid(), contact_id, kind, -1 - (select count(*) from handoff), team, :state, owner,
                                   assigned_because, priority, score, fit, temperature, opened_at, due_at,
                                   case when :state = 'accepted' then closed_at end,
                                   case when :state = 'rejected' then closed_at end,
                                   case when :state = 'rejected' then reason end, 1, why, promoted_by, source
                            from handoff where id = :like
                            returning id""")
                    .param("state", state)
                    .param("like", handoff.id())
                    .query(UUID.class)
                    .single();
            if (label != null) {
                jdbc.sql("update handoff set scored_by = array[:label], scored_rows = '{15}', scored_points = '{10}'"
                                + " where id = :id")
                        .param("id", id)
                        .param("label", label)
                        .update();
            }
        }
    }
}
