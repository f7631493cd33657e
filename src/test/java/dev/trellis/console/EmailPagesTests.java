package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Database;
import dev.trellis.testing.Mails;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The pages of those who look after the mail, in a browser. */
@TrellisTest
class EmailPagesTests extends BrowserTest {

    private final Mails mails;
    private final Time time;
    private final JdbcClient jdbc;

    EmailPagesTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            Mails mails,
            Time time,
            Database database) {
        super(port, users, settings);
        this.mails = mails;
        this.time = time;
        this.jdbc = database.jdbc();
    }

    @Test
    void aStreamIsHeldAndLetGoOnByKeyboard() {
        visitor().signedInAt("/outbox");
        page().locator("summary", new Page.LocatorOptions().setHasText("Hold mail"))
                .press("Enter");
        page().getByLabel("All mail of a").selectOption("stream");
        page().getByLabel("called").fill("marketing");
        page().getByLabel("called").press("Enter");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Held: the stream marketing");
        assertThat(page().getByText("Marketing mail does not leave")).isVisible();
        button("Let it go on").press("Enter");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("It goes on where it stood");
        assertThat(page().getByText("Marketing mail does not leave")).hasCount(0);
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aDomainThatAskedUsToSlowDownComesAndGoesWhileSomebodyLooks() {
        reader("nora@pace.example");
        fail("refusing.example");
        visitor().signedInAt("/outbox");
        assertThat(page().getByText("Nothing slows mail down")).isVisible();
        var why = page().locator("details").filter(new Locator.FilterOptions().setHasText("The relay refused"));
        why.locator("summary").click();

        slowDown("busy.example");

        assertThat(page().locator("#live-pace")).containsText("busy.example");
        assertThat(page().locator("#live-pace")).containsText("421 4.7.28 <b>too fast</b>");
        assertThat(why.getByText("The relay refused")).isVisible();
        jdbc.sql("delete from domain_brake").update();
        assertThat(page().getByText("Nothing slows mail down")).isVisible();
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aBroadcastIsForeseenBegunPausedAndCancelled() {
        reader("nora@broadcasts.example");
        api.contact("{\"email\": \"mute@broadcasts.example\"}");
        visitor().signedInAt("/broadcasts");
        var name = page().getByLabel("Name", new Page.GetByLabelOptions().setExact(true));
        name.fill("March news");
        page().getByLabel("Email", new Page.GetByLabelOptions().setExact(true)).selectOption("newsletter");
        page().getByLabel("Not before").fill("2099-03-02T10:00");

        button("How many?").click();

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("1 of 2 in the segment would get it");
        assertThat(name).hasValue("March news");
        assertThat(page().getByLabel("Not before")).hasValue("2099-03-02T10:00");
        name.press("Enter");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("The broadcast March news begins");
        assertThat(page().locator("article")).containsText("scheduled");
        assertThat(jdbc.sql("select starts_at from broadcast")
                        .query(OffsetDateTime.class)
                        .single())
                .as("ten o'clock where the reader is, in Berlin")
                .isEqualTo("2099-03-02T09:00Z");
        button("Pause").press("Enter");
        assertThat(page().locator("article")).containsText("paused");
        button("Resume").press("Enter");
        button("Cancel").click();
        page().getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Cancel"))
                .click();
        assertThat(page().locator("article")).containsText("cancelled");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void anEmailIsSeenAsAContactGetsItAndSentAsATest() {
        reader("nora@templates.example");
        visitor().signedInAt("/templates");
        page().locator("a[href='/templates/newsletter']").press("Enter");
        assertThat(page().frameLocator("iframe").getByText("Hi Ada,")).isVisible();

        page().getByLabel("As this contact gets it").fill("nora@templates.example");
        page().getByLabel("Variant").selectOption("b");
        page().getByLabel("As this contact gets it").press("Enter");

        assertThat(page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Fifteen minutes that cost an hour");
        assertThat(page().frameLocator("iframe").getByText("Hi Nora,")).isVisible();
        page().getByText("Text", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page().locator("pre.letter")).containsText("Hi Nora,");
        page().getByLabel("Send a test to").fill("me@templates.example");
        button("Send the test").press("Enter");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("on its way to me@templates.example");
        assertThat(mails.awaitTo("me@templates.example", 1).getFirst().subject())
                .isEqualTo("[Test] Fifteen minutes that cost an hour");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void theNewsletterIsFoundButNothingIsSentBeforeSomebodySaysSo() {
        reader("nora@drawn.example");
        visitor().signedInAt("/broadcasts");
        page().locator("a[href='/journeys/newsletter']").click();

        page().locator("summary", new Page.LocatorOptions().setHasText("Start it"))
                .press("Enter");

        assertThat(button("Start it now")).isVisible();
        assertThat(page().locator("a[href='/templates/newsletter']")).isVisible();
        assertThat(jdbc.sql("select count(*) from broadcast").query(Long.class).single())
                .isZero();
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void noEmailPageIsWiderThanItsScreenOrComplains() {
        reader("nora@wide.example");
        api.post("/api/emails/holds", """
                {"kind": "template", "name": "lead-slow-update", "reason": "The link in it leads nowhere; see the thread about the March notes"}""");
        api.post("/api/broadcasts", """
                {"name": "News for those who come from far away and stay", "template": "newsletter",
                 "segment": {"stage": ["lead", "customer"], "country": ["DE", "AT"]}, "at": "2099-03-02T10:00:00Z"}""");
        slowDown("a-rather-long-mail-domain.of-somebody-who-is-busy.example");
        fail("a-rather-long-mail-domain.of-somebody-who-is-busy.example");
        click();
        var pages = new LinkedHashMap<String, String>();
        pages.put("outbox", "/outbox");
        pages.put("broadcasts", "/broadcasts");
        pages.put("templates", "/templates");
        pages.put("template", "/templates/newsletter?email=nora@wide.example&variant=b");
        pages.put("template-mobile", "/templates/newsletter?view=mobile");
        pages.put("template-text", "/templates/newsletter?view=text");
        pages.put("domain", "/domain");
        pages.put("newsletter", "/journeys/newsletter");
        visitor().signedInAt("/outbox");
        for (var width : List.of(390, 1280)) {
            pages.forEach((name, path) -> visitor().looksAt(path, width, name));
        }
        assertThat(visitor().complaints()).isEmpty();
    }

    private UUID reader(String email) {
        return api.contact("""
                {"email": "%s", "firstName": "Nora", "country": "NO", "topics": ["newsletter"]}""".formatted(email));
    }

    private void slowDown(String domain) {
        jdbc.sql("""
                        insert into domain_brake (relay, domain, per_minute, wanted, cooling_to, told, changed_at)
                        values ('main', :domain, 30, 60, cast(:now as timestamptz) + interval '15 minutes',
                                '421 4.7.28 <b>too fast</b>', :now)
                        """).param("domain", domain).param("now", now()).update();
    }

    private void fail(String domain) {
        jdbc.sql("""
                        insert into send (id, element_instance_key, contact_id, process_id, element_id, template, stream,
                                          recipient_address, to_contact, in_the_name_of_owner, send_window, on_cap,
                                          repeat, links, facts, state, planned_at, due_at, counts_on, not_after,
                                          next_attempt_at, message_id, finished_at, smtp_code, smtp_enhanced, reason)
                        select gen_random_uuid(), -n, c.id, 'lead', 'mail', 'lead-1-problem', 'marketing', n || '@' || :domain,
                               true, false, 'any-time', 'DELAY', false, '{}', '{}', 'FAILED', :now, :now, cast(:now as date),
                               :now, :now, '', :now, 550, '5.7.1', 'The relay refused the mail: blocked, see the postmaster page'
                        from contact c, generate_series(1, 12) n
                        """).param("domain", domain).param("now", now()).update();
    }

    /** Followed by people, by nobody in particular, and by machines. */
    private void click() {
        jdbc.sql("""
                        insert into link (template, template_version, url)
                        values ('newsletter', 'v1', 'https://www.example.com/newsletter/first-job?utm_source=a-long-parameter')
                        """).update();
        jdbc.sql("""
                        insert into anonymous_click (link_id, day, verdict, clicks)
                        select id, cast(:now as date), 'human', 14 from link where template = 'newsletter'
                        """).param("now", now()).update();
        jdbc.sql("""
                        insert into visit (id, send_id, contact_id, template, kind, link_id, url, at, received_at, head, verdict)
                        select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'newsletter', 'click', id, url, :now,
                               :now, false, case when n <= 120 then 'human' else 'scanner' end
                        from link, generate_series(1, 160) n where template = 'newsletter'
                        """).param("now", now()).update();
    }

    private OffsetDateTime now() {
        return time.now().atOffset(ZoneOffset.UTC);
    }

    private Locator button(String name) {
        return page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
