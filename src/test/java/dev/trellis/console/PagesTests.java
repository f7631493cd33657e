package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.trellis.contact.ContactId;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffState;
import dev.trellis.handoff.Handoffs;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Database;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@TrellisTest
class PagesTests extends BrowserTest {

    /** Of the engine's only partition, whose number the upper bits hold, and given to nothing. */
    private static final long NO_KEY = (1L << 51) + 900_000_000L;

    private final Handoffs handoffs;
    private final TrellisProperties settings;
    private final Time time;
    private final Database database;

    PagesTests(
            @LocalServerPort int port,
            Users users,
            Handoffs handoffs,
            TrellisProperties settings,
            Time time,
            Database database) {
        super(port, users, settings);
        this.handoffs = handoffs;
        this.settings = settings;
        this.time = time;
        this.database = database;
    }

    @Test
    void whoSignsInSeesTheLifecycle() {
        page().navigate("/contacts");
        assertThat(page()).hasURL("http://localhost:" + port + "/sign-in");
        visitor().signIn("wrong password");
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("do not belong together");

        visitor().signIn(Visitor.PASSWORD);

        assertThat(page()).hasURL("http://localhost:" + port + "/contacts");
        page().navigate("/");
        assertThat(page().locator("a.stage")).hasCount(8);
        assertThat(page().locator(".diagram[data-drawn]")).isVisible();
        page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("signed out");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void theCountsChangeWhileSomebodyLooks() {
        visitor().signedInAt("/");
        var before = Integer.parseInt(page().locator("[data-stage=lead]").innerText());

        api.contact("{\"email\": \"live@counts.example\", \"firstName\": \"Lena\", \"stage\": \"lead\"}");
        api.contact("{\"email\": \"live2@counts.example\", \"stage\": \"lead\"}");

        var after = Integer.toString(before + 2);
        assertThat(page().locator("[data-stage=lead]")).hasText(after);
        assertThat(page().locator(".diagram a.count[href='/journeys/lead']")).hasText(after);
        assertThat(page().locator(".moves").getByText("Lena")).isVisible();
        page().locator(".diagram a.count[href='/journeys/lead']").click();
        assertThat(page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText("Lead");
        assertThat(page().locator(".diagram[data-drawn]")).isVisible();
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aHandOffIsAccepted() {
        var contact = contactFor("accept@handoff.example", "Vera");
        var handoff = awaitHandoff(contact);
        visitor().signedInAt("/handoffs");

        var card = page().locator("#handoff-" + handoff.id());
        assertThat(card).containsText("Vera");
        assertThat(card).containsText("points");
        card.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Accept"))
                .click();

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Accepted");
        assertThat(page().locator("#handoff-" + handoff.id())
                        .getByText("Qualify")
                        .first())
                .isVisible();
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.ACCEPTED);
        assertThat(handoffs.history(handoff.id()).getLast().actor()).isEqualTo("reader");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aHandOffIsRejectedWithAReason() {
        var contact = contactFor("reject@handoff.example", "Rolf");
        var handoff = awaitHandoff(contact);
        visitor().signedInAt("/handoffs");

        var card = page().locator("#handoff-" + handoff.id());
        card.locator("summary", new Locator.LocatorOptions().setHasText("Reject"))
                .click();
        card.getByLabel("Why").selectOption("no-budget");
        card.getByLabel("Note for marketing").fill("Frozen until <b>summer</b>");
        card.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Reject"))
                .click();

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Rejected");
        assertThat(page().getByText("Frozen until <b>summer</b>")).isVisible();
        page().navigate("/handoffs?list=decided");
        assertThat(page().getByText("Frozen until <b>summer</b>")).isVisible();
        assertThat(page().locator("article.handoff")).hasCount(0);
        var rejected = handoffs.require(handoff.id());
        assertThat(rejected.state()).isEqualTo(HandoffState.REJECTED);
        assertThat(rejected.reason()).isEqualTo("no-budget");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void whoComesSecondIsToldWhoDidWhat() {
        var contact = contactFor("race@handoff.example", "Uta");
        var handoff = awaitHandoff(contact);
        visitor().signedInAt("/handoffs");
        handoffs.reject(handoff.id(), "duplicate", null, null, "swift@example.com");

        page().locator("#handoff-" + handoff.id())
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Accept"))
                .click();

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("rejected by swift@example.com");
    }

    @Test
    void anEmailIsShownAsItsReaderSeesItAndRunsNothing() throws MessagingException {
        deliver("reader@mail.example", "Grüße aus Kiel", """
                <html><body style="background: #fafafa"><h1>Guten Tag</h1><p>Text of the mail</p>
                <img src="%s/t/o/pixel"><img src="x" onerror="alert(1)">
                <script>alert(2)</script></body></html>""".formatted(settings.publicUrl()));
        visitor().signedInAt("/mailbox?to=READER@mail");

        page().getByText("Grüße aus Kiel").click();

        assertThat(page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Grüße aus Kiel")))
                .isVisible();
        var mail = page().frameLocator("iframe");
        assertThat(mail.getByText("Text of the mail")).isVisible();
        assertThat(mail.locator("img[src*='/t/']")).hasCount(0);
        page().getByText("Headers", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page().getByText("To: reader@mail.example")).isVisible();
        assertThat(visitor().complaints()).noneMatch(complaint -> complaint.startsWith("a script ran"));
    }

    @Test
    void aNameThatIsAScriptIsShownAsText() {
        var name = "<img src=x onerror=alert(1)>";
        var id = api.contact(
                "{\"email\": \"xss@names.example\", \"firstName\": \"%s\", \"company\": \"\\\"><script>alert(3)</script>\", \"stage\": \"lead\"}"
                        .formatted(name));
        visitor().signedInAt("/contacts?q=xss@names");
        assertThat(page().locator(".person strong")).hasText(name);

        for (var path : List.of("/contacts/" + id, "/")) {
            page().navigate(path);
            assertThat(page().getByText(name).first()).isVisible();
            assertThat(page().locator("img[src=x]")).hasCount(0);
        }
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aContactIsMovedWithAReasonAndACallIsLogged() {
        var id = api.contact("{\"email\": \"moves@contact.example\", \"firstName\": \"Mona\", \"stage\": \"lead\"}");
        visitor().signedInAt("/contacts/" + id);

        page().locator("summary", new Page.LocatorOptions().setHasText("Log a call"))
                .click();
        page().getByLabel("What was said").fill("Wants a demo in May");
        page().getByText("Put it on the timeline").click();
        assertThat(page().locator("#timeline")).containsText("Wants a demo in May");

        page().locator("summary", new Page.LocatorOptions().setHasText("Move")).click();
        page().getByLabel("To the stage").selectOption("mql");
        page().getByLabel("Why, for those").fill("Asked me at the fair");
        page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Move").setExact(true))
                .click();

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Moved");
        assertThat(page().locator("section[aria-labelledby='path'] .path"))
                .containsText("Asked me at the fair · reader");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void thePeopleAreFoundWhileTyping() {
        api.contact("{\"email\": \"ada@lovelace.example\", \"firstName\": \"Ada\", \"lastName\": \"Lovelace\"}");
        api.contact("{\"email\": \"grace@hopper.example\", \"firstName\": \"Grace\", \"lastName\": \"Hopper\"}");
        visitor().signedInAt("/contacts");
        page().getByLabel("Name, address or company").fill("lovel");

        assertThat(page().locator(".person")).hasCount(1);
        assertThat(page().locator(".person")).containsText("Ada Lovelace");
        assertThat(page()).hasURL(Pattern.compile("q=lovel"));
        page().getByLabel("Name, address or company").fill("nobody%");
        assertThat(page().getByText("Nobody fits")).isVisible();
    }

    @Test
    void whatHasStoppedIsShownWithItsReasonAndTriedAgain() {
        var jdbc = database.jdbc();
        var contact = api.contact("{\"email\": \"stuck@attention.example\"}");
        jdbc.sql("""
                        insert into parked_job (job_key, type, process_id, process_version, process_instance_key, element_id,
                                                contact_id, reason, since, checked_at)
                        values (:key, 'send-email', 'lead', 1, 9, 'send-guide', :contact, '530 "log in" <first>', now(), now()),
                               (:key + 1, 'send-email', 'lead', 1, 9, 'send-guide', null, '530 "log in" <first>', now(), now())
                        """).param("contact", contact).param("key", NO_KEY).update();
        jdbc.sql("""
                        insert into engine_incident (incident_key, process_instance_key, process_id, element_id, kind, reason, since)
                        values (?, 9, 'lead', 'wait-a-week', 'EXTRACT_VALUE_ERROR', 'no variable days', now())
                        """).param(NO_KEY).update();
        jdbc.sql("""
                        insert into engine_outbox (lane, kind, target_key, due_at, created_at, problem)
                        values ('live', 'complete', ?, now(), now(), 'variables too large')
                        """).param(NO_KEY).update();
        visitor().signedInAt("/attention");

        var stuck = page().locator("article").filter(new Locator.FilterOptions().setHasText("Send guide"));
        assertThat(stuck).containsText("530 \"log in\" <first>");
        assertThat(stuck).containsText("stuck@attention.example and 1 more");
        stuck.getByText("Try all 2 again").click();
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("2 jobs are tried again");
        assertThat(jdbc.sql("select count(*) from parked_job where retried_at is not null")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);

        jdbc.sql("""
                        insert into inbound (id, raw_sha256, source, kind, received_at, send_id, contact_id, from_address, text,
                                             done, doubt)
                        values (gen_random_uuid(), 'forged', 'mailbox', 'bounce', now(), gen_random_uuid(), :contact,
                                'postmaster@forger.example', '550 user <unknown>', 'kept', 'open')
                        """).param("contact", contact).update();
        page().reload();
        var doubt = page().locator("tr").filter(new Locator.FilterOptions().setHasText("postmaster@forger.example"));
        assertThat(doubt).containsText("Nobody reads mail there: 550 user <unknown>");
        doubt.getByText("Do not").click();
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("written to as before");
        assertThat(doubt).hasCount(0);

        page().locator("article")
                .filter(new Locator.FilterOptions().setHasText("no variable days"))
                .getByText("Try again")
                .click();
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("may have been resolved meanwhile");

        page().locator("tr")
                .filter(new Locator.FilterOptions().setHasText("variables too large"))
                .getByText("Again")
                .click();
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("told once more");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void noPageIsWiderThanItsScreenOrComplains() {
        var contact = contactFor("lou@pages.example", "Lou");
        api.post("/api/activities", """
                [{"email": "lou@pages.example", "type": "price-viewed", "properties": {"page": "/pricing"}},
                 {"email": "lou@pages.example", "type": "webinar-attended", "properties": {"title": "Growing"}},
                 {"email": "lou@pages.example", "type": "demo-requested"}]""");
        awaitHandoff(contact);
        api.contact("""
                {"email": "nora@pages.example", "firstName": "Nora", "lastName": "Nilsen", "company": "Fjord & Sons",
                 "jobTitle": "Head of Operations", "country": "NO", "topics": ["newsletter"], "source": "fair",
                 "attributes": {"employees": "250"}}""");
        var buyer = api.contact("""
                {"email": "a-rather-long-address-that-must-not-break-the-page@subdomain.of-a-long.example",
                 "firstName": "Maximiliane", "lastName": "von und zu Hohenstaufen-Wittelsbach", "stage": "sql"}""");
        api.post(
                "/api/deals",
                "{\"contactId\": \"%s\", \"name\": \"Forty seats\", \"amount\": 12000, \"currency\": \"EUR\"}"
                        .formatted(buyer));
        time.settle();
        visitor().signedInAt("/");
        var pages = new LinkedHashMap<String, String>();
        pages.put("lifecycle", "/");
        pages.put("journey", "/journeys/mql");
        pages.put("contacts", "/contacts");
        pages.put("contact", "/contacts/" + contact);
        pages.put("handoffs", "/handoffs");
        pages.put("deals", "/deals");
        pages.put("mailbox", "/mailbox");
        pages.put("attention", "/attention");
        pages.put("not-here", "/contacts/" + UUID.randomUUID());
        for (var colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
            for (var width : List.of(390, 1280)) {
                pages.forEach((name, path) ->
                        visitor().looksAt(path, width, colours == ColorScheme.DARK ? name + "-dark" : name));
            }
        }
        assertThat(visitor().complaints())
                .filteredOn(complaint -> !complaint.contains("404"))
                .isEmpty();
    }

    private UUID contactFor(String email, String firstName) {
        return api.contact("{\"email\": \"%s\", \"firstName\": \"%s\", \"company\": \"Acme\", \"stage\": \"mql\"}"
                .formatted(email, firstName));
    }

    private Handoff awaitHandoff(UUID contact) {
        time.settle();
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> handoffs.of(new ContactId(contact)).stream()
                                .filter(handoff -> handoff.state() == HandoffState.OPEN)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private void deliver(String to, String subject, String html) throws MessagingException {
        var relay = Objects.requireNonNull(settings.smtpUrl());
        var properties = new Properties();
        properties.put("mail.smtp.host", relay.getHost());
        properties.put("mail.smtp.port", Integer.toString(relay.getPort()));
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("hello@trellis.example"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        var text = new MimeBodyPart();
        text.setText("Guten Tag", "UTF-8");
        var rich = new MimeBodyPart();
        rich.setContent(html, "text/html; charset=UTF-8");
        message.setContent(new MimeMultipart("alternative", text, rich));
        Transport.send(message);
    }
}
