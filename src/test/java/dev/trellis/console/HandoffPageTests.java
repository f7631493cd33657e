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
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The salesperson's one screen: what it tells, and every answer that can be given from it. */
@TrellisTest
class HandoffPageTests extends BrowserTest {

    private final Handoffs handoffs;
    private final Time time;
    private final JdbcClient jdbc;

    HandoffPageTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            Handoffs handoffs,
            Time time,
            JdbcClient jdbc) {
        super(port, users, settings);
        this.handoffs = handoffs;
        this.time = time;
        this.jdbc = jdbc;
    }

    @Test
    void oneScreenTellsWhyWhoAndWhatToSay() {
        api.contact("{\"email\": \"otto@desk.example\", \"firstName\": \"Otto\", \"company\": \"Desk Ltd\","
                + " \"jobTitle\": \"CFO\", \"stage\": \"customer\"}");
        var handoff = handedOff("vera@desk.example", "Vera <i>");
        api.post("/api/activities", "[{\"email\": \"vera@desk.example\", \"type\": \"price-viewed\"}]");
        time.settle();

        visitor().signedInAt("/handoffs");
        page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("All about it: Vera"))
                .click();

        assertThat(page()).hasURL(Pattern.compile("/handoffs/" + handoff.id() + "$"));
        assertThat(card("Why now")).containsText("Price viewed");
        assertThat(card("Why now")).containsText("Fit");
        assertThat(page().locator(".next-action")).containsText("Offer a demo");
        assertThat(card("What to say")).containsText("Hello Vera <i>");
        assertThat(card("Others at Desk Ltd")).containsText("Otto");
        assertThat(card("Others at Desk Ltd")).containsText("Customer");
        assertThat(card("This hand-off")).containsText("Opened");
        assertThat(page().locator("#timeline")).containsText("Hand-off opened");
        assertThat(page().locator(".heading .late")).hasCount(0);
        assertThat(visitor().complaints()).isEmpty();
        visitor().looksAt("/handoffs/" + handoff.id(), 1280, "handoff");
        visitor().looksAt("/handoffs/" + handoff.id(), 390, "handoff");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void whyNowNamesTheRuleTheSourceAndWhatGaveThePoints() {
        var contact = api.contact(
                "{\"email\": \"hand@desk.example\", \"firstName\": \"Hanna\", \"stage\": \"lead\", \"source\": \"fair\"}");
        api.post("/api/activities", "[{\"email\": \"hand@desk.example\", \"type\": \"demo-requested\"}]");
        var handoff = pending(contact);

        visitor().signedInAt("/handoffs/" + handoff.id());

        assertThat(card("Why now")).containsText("Asked to be contacted");
        assertThat(card("Why now")).containsText("by row 3 of lifecycle-stage.dmn");
        assertThat(card("Why now")).containsText("came from fair");
        assertThat(card("Why now")).containsText("Most of the points:");
        assertThat(handoffs.origin(handoff.id()).promotedBy()).isEqualTo("rule:lifecycle-stage#3");
        assertThat(handoffs.origin(handoff.id()).scoreRules()).hasSize(1);
    }

    @Test
    void whatIsLateIsRedAndAsksForACall() {
        var handoff = handedOff("late@desk.example", "Lara");
        jdbc.sql("update handoff set due_at = opened_at - interval '1 hour' where id = :id")
                .param("id", handoff.id())
                .update();

        visitor().signedInAt("/handoffs/" + handoff.id());

        assertThat(page().locator(".heading p.late")).containsText("Late.");
        assertThat(page().locator(".next-action.bad")).containsText("Call now");
    }

    @Test
    void whatAComplaintPausesWaitsWithItsReason() {
        var handoff = handedOff("cora@desk.example", "Cora");
        api.post("/api/activities", "[{\"email\": \"cora@desk.example\", \"type\": \"complaint-opened\"}]");
        time.settle();
        jdbc.sql("update handoff set due_at = opened_at where id = :id")
                .param("id", handoff.id())
                .update();

        visitor().signedInAt("/handoffs");
        assertThat(page().locator("#handoff-" + handoff.id()))
                .containsText("Waits, for the contact has an open complaint");
        assertThat(page().locator("#handoff-" + handoff.id())).not().containsText("Late");
        visitor().looksAt("/handoffs", 1280, "handoffs-paused");
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        visitor().looksAt("/handoffs", 390, "handoffs-paused-dark");
        visitor().looksAt("/handoffs/" + handoff.id(), 1280, "handoff-paused-dark");
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        visitor().looksAt("/handoffs/" + handoff.id(), 390, "handoff-paused");

        assertThat(page().locator("main")).containsText("Waits for the end of a complaint");
        assertThat(page().locator(".next-action")).containsText("you have as much time as you had left");
    }

    @Test
    void itIsAcceptedAndQualifiedWithoutAMouse() {
        var handoff = handedOff("keys@desk.example", "Kim");
        visitor().signedInAt("/handoffs/" + handoff.id());

        tabTo(button("Accept"));
        page().keyboard().press("Enter");
        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Accepted");
        assertThat(page()).hasURL(Pattern.compile("/handoffs/" + handoff.id() + "$"));
        tabTo(menu("Qualify"));
        page().keyboard().press("Enter");
        for (var label : new String[] {"Budget", "Authority", "Need", "Timeline: by when"}) {
            tabTo(page().getByLabel(label));
            page().keyboard().type("known");
        }
        page().keyboard().press("Enter");

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Qualified");
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.QUALIFIED);
        assertThat(handoffs.history(handoff.id()).getLast().actor()).isEqualTo("reader");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void itIsRejectedWithAReasonAndANote() {
        var handoff = handedOff("no@desk.example", "Nils");
        visitor().signedInAt("/handoffs/" + handoff.id());

        menu("Reject").click();
        page().getByLabel("Why", new Page.GetByLabelOptions().setExact(true)).selectOption("wrong-fit");
        page().getByLabel("Note for marketing").fill("A student <b>");
        button("Reject").click();

        assertThat(page().locator("main")).containsText("Rejected: Not whom we sell to. A student <b>");
        assertThat(menu("Reject")).hasCount(0);
        assertThat(handoffs.require(handoff.id()).reason()).isEqualTo("wrong-fit");
    }

    @Test
    void anAcceptedOneIsReturnedUntilADay() {
        var handoff = handedOff("later@desk.example", "Lea");
        var accepted = handoffs.accept(handoff.id(), "sam@example.com", "sam@example.com");
        var day = LocalDate.ofInstant(time.now(), ZoneOffset.UTC).plusDays(40);
        visitor().signedInAt("/handoffs/" + accepted.id());

        menu("Return").click();
        page().getByLabel("Why", new Page.GetByLabelOptions().setExact(true)).fill("budget comes later");
        page().getByLabel("Not before").fill(day.toString());
        button("Return to nurture").click();

        assertThat(page().locator("main")).containsText("Returned: Budget comes later. Not before");
        assertThat(handoffs.require(handoff.id()).returnUntil()).isEqualTo(day);
    }

    @Test
    void whatIsRefusedComesBackAsItWasWritten() {
        var handoff = handedOff("again@desk.example", "Alma");
        var accepted = handoffs.accept(handoff.id(), "sam@example.com", "sam@example.com");
        var yesterday = LocalDate.ofInstant(time.now(), ZoneOffset.UTC).minusDays(1);
        var why = page().locator("#why-" + accepted.id());
        var until = page().locator("#until-" + accepted.id());
        visitor().signedInAt("/handoffs/" + accepted.id());

        menu("Return").click();
        why.fill("budget comes later");
        until.fill(yesterday.toString());
        button("Return to nurture").click();

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("must be a day in the future");
        assertThat(why).hasValue("budget comes later");
        assertThat(until).hasValue(yesterday.toString());
        assertThat(until).hasAttribute("aria-invalid", "true");
        page().navigate("/handoffs");
        var card = page().locator("#handoff-" + accepted.id());
        card.locator("summary", new Locator.LocatorOptions().setHasText("Return"))
                .click();
        why.fill("budget comes much later");
        until.fill(yesterday.toString());
        card.getByText("Return to nurture").click();
        assertThat(why).hasValue("budget comes much later");
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.ACCEPTED);
    }

    @Test
    void whoSeesOthersLeadsAcceptsForThem() {
        var handoff = handedOff("given@desk.example", "Gil");
        visitor().signedInAt("/handoffs/" + handoff.id());

        page().getByLabel("For", new Page.GetByLabelOptions().setExact(true)).selectOption("sue@example.com");
        button("Accept").click();

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Sue Success has the contact now");
        assertThat(handoffs.require(handoff.id()).owner()).isEqualTo("sue@example.com");
    }

    @Test
    void itIsGivenToSomebodyElseWhoHearsOfItByMailEachTime() {
        var handoff = handedOff("moves@desk.example", "Mo");
        var before = String.valueOf(handoff.owner());
        var other = before.equals("sue@example.com") ? "sam@example.com" : "sue@example.com";
        visitor().signedInAt("/handoffs/" + handoff.id());
        visitor().looksAt("/handoffs/" + handoff.id(), 390, "handoff-open");

        for (var receiver : List.of(other, before, other)) {
            menu("Give to…").click();
            page().getByLabel("To", new Page.GetByLabelOptions().setExact(true)).selectOption(receiver);
            page().getByLabel("What they should know").fill("Prefers mornings");
            button("Give").click();
            assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Given.");
        }

        assertThat(card("This hand-off")).containsText("Prefers mornings");
        assertThat(handoffs.require(handoff.id()).owner()).isEqualTo(other);
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.OPEN);
        assertThat(jdbc.sql("select count(*) from send where contact_id = :contact and recipient_address = :owner"
                                + " and template = 'handoff-alert' and element_id = ''")
                        .param("contact", handoff.contactId().value())
                        .param("owner", other)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aCustomerIsAcceptedAndNothingMoreIsAskedAboutThem() {
        var handoff = pending(api.contact(
                "{\"email\": \"bought@desk.example\", \"firstName\": \"Bo\"," + " \"stage\": \"customer\"}"));
        visitor().signedInAt("/handoffs/" + handoff.id());

        button("Accept").click();

        assertThat(page().getByRole(AriaRole.STATUS).first()).containsText("Accepted");
        assertThat(menu("Qualify")).hasCount(0);
        assertThat(menu("Return")).hasCount(0);
        page().navigate("/handoffs");
        assertThat(page().locator("#handoff-" + handoff.id())).hasCount(0);
    }

    @Test
    void whatAnotherDecidedMeanwhileIsSaidAndNotOverwritten() {
        var handoff = handedOff("race@desk.example", "Ruth");
        visitor().signedInAt("/handoffs/" + handoff.id());
        var unused = handoffs.reject(handoff.id(), "duplicate", null, null, "swift@example.com");

        button("Accept").click();

        assertThat(page().getByRole(AriaRole.ALERT)).containsText("rejected by swift@example.com");
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.REJECTED);
    }

    @Test
    void aHandOffThatThereIsNotIsSaidInWords() {
        visitor().signedInAt("/handoffs/" + UUID.randomUUID());

        assertThat(page().locator("main")).containsText("no such hand-off");
    }

    private Handoff handedOff(String email, String firstName) {
        var contact =
                api.contact("{\"email\": \"%s\", \"firstName\": \"%s\", \"company\": \"Desk Ltd\", \"stage\": \"mql\"}"
                        .formatted(email, firstName));
        return pending(contact);
    }

    private Handoff pending(UUID contact) {
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

    private Locator card(String heading) {
        return page().locator(".card")
                .filter(new Locator.FilterOptions()
                        .setHas(page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading))));
    }

    private Locator menu(String name) {
        return page().locator("summary", new Page.LocatorOptions().setHasText(name));
    }

    private Locator button(String name) {
        return page().locator("main")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .and(page().locator("button"));
    }

    private void tabTo(Locator wanted) {
        for (int step = 0; step < 60; step++) {
            if (wanted.count() > 0
                    && (boolean) wanted.first().evaluate("element => element === document.activeElement")) {
                return;
            }
            page().keyboard().press("Tab");
        }
        assertThat(wanted).isFocused();
    }
}
