package dev.trellis.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChange;
import dev.trellis.deal.DealFilter;
import dev.trellis.deal.Deals;
import dev.trellis.deal.NewDeal;
import dev.trellis.deal.NewQuote;
import dev.trellis.deal.Passage;
import dev.trellis.deal.Pipeline;
import dev.trellis.deal.QuoteLinks;
import dev.trellis.deal.Quotes;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Sight;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The board of deals in a real browser, with the mouse, with the keyboard and on a phone. */
@TrellisTest
class DealBoardTests extends BrowserTest {

    private static final Path PICTURES = Path.of("target", "pictures");
    private static final BoardFilter NO_FILTER = new BoardFilter(null, null, null, null);
    private static final String SAM = "sam@example.com";

    private final Users users;
    private final Deals deals;
    private final Quotes quotes;
    private final QuoteLinks links;
    private final Pipeline pipeline;
    private final DealBoard board;
    private final DealList list;
    private final JdbcClient jdbc;
    private final Time time;

    DealBoardTests(
            @LocalServerPort int port,
            Users users,
            TrellisProperties settings,
            Deals deals,
            Quotes quotes,
            QuoteLinks links,
            Pipeline pipeline,
            DealBoard board,
            DealList list,
            JdbcClient jdbc,
            Time time) {
        super(port, users, settings);
        this.users = users;
        this.deals = deals;
        this.quotes = quotes;
        this.links = links;
        this.pipeline = pipeline;
        this.board = board;
        this.list = list;
        this.jdbc = jdbc;
        this.time = time;
    }

    @Test
    void aDealIsDraggedToTheNextStepAndTheSumsFollow() {
        var deal = deal("Forty seats", "12000", SAM, null);
        visitor().signedInAt("/deals");
        assertThat(column("prospecting").locator(".head")).containsText("12,000 EUR");
        assertThat(column("prospecting").locator(".head")).containsText("5 %: 600 EUR");

        card(deal).dragTo(column("research"));

        assertThat(announced()).containsText("Forty seats is in Research now");
        assertThat(column("research").locator(".deal")).hasCount(1);
        assertThat(column("research").locator(".head")).containsText("10 %: 1,200 EUR");
        assertThat(column("prospecting").locator(".head")).containsText("nothing yet");
        assertThat(deals.require(deal).step()).isEqualTo("research");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void theListGoesOnPageByPageWithItsFilter() {
        var first = deal("Listed one", "1", SAM, null);
        var second = deal("Listed two", "2", SAM, null);
        var third = deal("Listed three", "3", SAM, null);
        deal("Listed, of somebody else", "4", null, null);
        deals.change(
                first,
                new DealChange("Listed one again", null, null, null, null, null, null, null),
                Passage.PLAIN,
                "sam");
        var sams = new BoardFilter("listed", SAM, null, null);

        var page = list.find(Deal.State.OPEN, sams, Sight.ALL, null, 2);
        var next = list.find(Deal.State.OPEN, sams, Sight.ALL, page.next(), 2);

        assertThat(page.items()).extracting(DealList.Row::id).containsExactly(first, third);
        assertThat(next.items()).extracting(DealList.Row::id).containsExactly(second);
        assertThat(next.next()).isNull();
        assertThat(list.find(Deal.State.WON, sams, Sight.ALL, null, 2).items()).isEmpty();
        visitor().signedInAt("/deals?view=list&q=listed");
        assertThat(page().locator("main article")).hasCount(4);
        assertThat(page().locator(".tabs a").last()).hasAttribute("href", "/deals?view=list&q=listed");
        visitor().looksAt("/deals?view=list&q=listed", 1280, "deals-list");
        visitor().looksAt("/deals?view=list&q=listed", 390, "deals-list");
    }

    @Test
    void whatLacksAFactGoesBackAndMovesOnceItIsGiven() {
        var deal = deal("Forty seats", "12000", null, null);
        visitor().signedInAt("/deals");

        card(deal).dragTo(column("demo"));

        assertThat(dialog()).containsText("Forty seats lacks something for Demo");
        assertThat(dialog()).containsText("an owner asked for by Prospecting");
        assertThat(dialog()).containsText("a talk with the contact asked for by First contact");
        assertThat(column("prospecting").locator(".deal")).hasCount(1);
        assertThat(deals.require(deal).step()).isEqualTo("prospecting");
        assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave)).isEmpty();
        picture("board-lacking");

        page().getByLabel("Owner").and(page().locator("dialog select")).selectOption(SAM);
        press("Note it and move");
        assertThat(dialog()).containsText("Something is still missing");
        page().getByLabel("What took place").selectOption("demo-held");
        page().getByLabel("What was said").fill("They liked it");
        press("Note it and move");

        assertThat(announced()).containsText("is in Demo now");
        assertThat(dialog()).isHidden();
        assertThat(column("demo").locator(".deal")).hasCount(1);
        assertThat(card(deal)).containsText("Sam Seller");
        assertThat(deals.require(deal).step()).isEqualTo("demo");
        assertThat(deals.require(deal).owner()).isEqualTo(SAM);
        assertThat(unexpected()).isEmpty();
    }

    @Test
    void theBoardIsWorkedWithTheKeyboardAlone() {
        var first = deal("Alpha", "100", SAM, today().plusDays(1));
        var second = deal("Beta", "200", SAM, today().plusDays(9));
        visitor().signedInAt("/deals");
        page().locator(".filters button").focus();

        page().keyboard().press("Tab");
        assertThat(card(first)).isFocused();
        page().keyboard().press("ArrowDown");
        assertThat(card(second)).isFocused();
        page().keyboard().press("Shift+ArrowRight");
        assertThat(announced()).containsText("Beta is in Research now");
        assertThat(card(second)).isFocused();
        page().keyboard().press("Shift+ArrowRight");
        assertThat(announced()).containsText("Beta is in First contact now");
        page().keyboard().press("Shift+ArrowRight");
        assertThat(dialog()).containsText("Beta lacks something for Demo");
        page().keyboard().press("Escape");
        assertThat(dialog()).isHidden();
        assertThat(card(second)).isFocused();
        page().keyboard().press("Shift+ArrowLeft");
        assertThat(announced()).containsText("Beta is in Research now");
        page().keyboard().press("ArrowLeft");
        assertThat(card(first)).isFocused();
        page().keyboard().press("Shift+ArrowLeft");
        assertThat(announced()).containsText("This is the first step");

        page().keyboard().press("l");
        assertThat(dialog()).containsText("Alpha is lost");
        assertThat(page().getByLabel("Why", exact())).isFocused();
        page().keyboard().press("Tab");
        page().keyboard().type("Rivals Ltd");
        page().keyboard().press("Enter");
        assertThat(announced()).containsText("Alpha is lost");
        assertThat(page().locator(".deal")).hasCount(1);
        assertThat(card(second)).isFocused();
        assertThat(deals.require(first).competitor()).isEqualTo("Rivals Ltd");

        page().keyboard().press("w");
        assertThat(dialog()).containsText("Beta is won");
        page().getByLabel("Worth each term").press("Enter");
        assertThat(announced()).containsText("Beta is won");
        assertThat(page().locator(".deal")).hasCount(0);
        assertThat(deals.require(second).state()).isEqualTo(Deal.State.WON);
        assertThat(unexpected()).isEmpty();
    }

    @Test
    void enterOpensADealAndTabGoesThroughItsButtonsOnly() {
        var deal = deal("Alpha", "100", SAM, null);
        deal("Beta", "200", SAM, null);
        visitor().signedInAt("/deals");

        card(deal).focus();
        page().keyboard().press("Tab");
        assertThat(card(deal).getByRole(AriaRole.LINK)).isFocused();
        for (var button = 0; button < 4; button++) {
            page().keyboard().press("Tab");
        }
        assertThat(card(deal).getByTitle("Lost")).isFocused();
        page().keyboard().press("Tab");
        assertThat(page().locator(".deal *:focus")).hasCount(0);
        card(deal).focus();
        page().keyboard().press("Enter");
        assertThat(page()).hasURL(Pattern.compile("/deals/" + deal));
    }

    @Test
    void whoIsSlowerLearnsWhoMovedTheDealAndSeesWhereItIs() {
        var deal = deal("Alpha", "100", SAM, null);
        visitor().signedInAt("/deals");
        deals.change(deal, step("first-contact"), "ben");

        card(deal).dragTo(column("research"));

        assertThat(dialog()).containsText("Alpha stays where it is");
        assertThat(page().getByRole(AriaRole.ALERT))
                .containsText("not in Prospecting but in First contact: ben moved it");
        assertThat(column("first-contact").locator(".deal")).hasCount(1);
        assertThat(deals.require(deal).step()).isEqualTo("first-contact");
    }

    @Test
    void aDealIsDroppedOnWonAndOnLost() {
        var won = deal("Alpha", "100", SAM, null);
        var lost = deal("Beta", "200", SAM, null);
        visitor().signedInAt("/deals");

        drag(won, "win");
        press("Mark as won");
        assertThat(announced()).containsText("Alpha is won");
        drag(lost, "lose");
        page().getByLabel("Why", exact()).selectOption("competitor");
        page().getByLabel("To whom").fill("Rivals Ltd");
        page().getByLabel("Their contract ends on").fill(today().plusYears(1).toString());
        press("Mark as lost");

        assertThat(announced()).containsText("Beta is lost");
        assertThat(deals.require(won).state()).isEqualTo(Deal.State.WON);
        assertThat(deals.require(lost).contractEndsOn()).isEqualTo(today().plusYears(1));
        assertThat(deals.history(won).getLast().note()).contains("without a talk with the contact");
        page().navigate("/deals?state=lost");
        assertThat(page().locator("main")).containsText("Chose a competitor");
    }

    @Test
    void onAPhoneButtonsMoveADeal() {
        var deal = deal("Forty seats", "12000", SAM, null);
        page().setViewportSize(390, 844);
        visitor().signedInAt("/deals");

        card(deal).getByTitle("On a step").click();

        assertThat(announced()).containsText("is in Research now");
        assertThat(deals.require(deal).step()).isEqualTo("research");
        var overflow = (Number) page().evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(overflow.intValue()).isLessThanOrEqualTo(0);
    }

    @Test
    void aPhoneBeginsWithTheFirstStepThatHasDeals() {
        var deal = deal("Forty seats", "12000", SAM, null);
        jdbc.sql("update deal set step = 'objections' where id = :id")
                .param("id", deal)
                .update();
        page().setViewportSize(390, 844);
        visitor().signedInAt("/deals");

        assertThat(card(deal)).isInViewport();
    }

    @Test
    void theBoardIsNarrowedByOwnerWordAndMonthAndColumnsGoOn() {
        for (var number = 0; number < 30; number++) {
            deal("Seat %02d".formatted(number), "10", number < 28 ? SAM : null, today().minusDays(40 - number));
        }
        visitor().signedInAt("/deals");
        var cards = page().locator(".deal");
        assertThat(cards).hasCount(25);
        assertThat(cards.first()).containsText("Seat 00");
        assertThat(cards.first()).containsText("late");
        assertThat(column("prospecting").locator(".head")).containsText("30");
        press("More");
        assertThat(cards).hasCount(30);
        assertThat(cards.last()).containsText("Seat 29");

        page().locator("#whose").selectOption("nobody");
        assertThat(page()).hasURL(Pattern.compile("whose=nobody"));
        assertThat(cards).hasCount(2);
        page().navigate("/deals?q=seat+07");
        assertThat(cards).hasCount(1);
        cards.first().press("Shift+ArrowRight");
        assertThat(announced()).containsText("is in Research now");
        assertThat(column("prospecting").locator(".head")).containsText("nothing yet");
        page().navigate("/deals?closing=late&team=sales");
        assertThat(cards).hasCount(26);
        page().navigate("/deals?closing=month&q=no-such-deal");
        assertThat(cards).hasCount(0);
    }

    @Test
    void aDealMovedBehindWhatAColumnShowsIsThereOnceWhenItShowsMore() {
        for (var number = 0; number < 27; number++) {
            var deal = deal("Seat %02d".formatted(number), "10", SAM, today().plusDays(number));
            deals.change(deal, step("research"), "test");
        }
        var undated = deal("Undated", "10", SAM, null);
        visitor().signedInAt("/deals");

        card(undated).press("Shift+ArrowRight");
        assertThat(announced()).containsText("Undated is in Research now");
        press("More");

        assertThat(column("research").locator(".more-cards")).hasCount(0);
        assertThat(column("research").locator(".deal")).hasCount(28);
        assertThat(card(undated)).hasCount(1);
    }

    @Test
    void whoIsNotSignedInAnyMoreIsToldSo() {
        var deal = deal("Alpha", "100", SAM, null);
        visitor().signedInAt("/deals");
        page().context().clearCookies();

        card(deal).press("Shift+ArrowRight");

        assertThat(dialog()).containsText("Alpha stays where it is");
        assertThat(column("prospecting").locator(".deal")).hasCount(1);
        assertThat(deals.require(deal).step()).isEqualTo("prospecting");
    }

    @Test
    void fiveThousandOpenDealsAreThereAtOnceAndEachIsReachedOnce() {
        var contact = api.contact("{\"email\": \"lou@board.example\", \"stage\": \"lead\"}");
        jdbc.sql("""
                        insert into deal (id, contact_id, name, amount, currency, step, state, expected_close_on, owner,
                                          opened_at, step_since, updated_at)
                        select gen_random_uuid(), :contact, 'Deal ' || n, n, case when n % 5 = 0 then 'USD' else 'EUR' end,
                               (array['prospecting','research','first-contact','demo','objections','closing'])[n % 6 + 1],
                               'open', case when n % 7 > 0 then cast(:today as date) + n % 90 end, 'sam@example.com',
                               :now, :now, :now
                        from generate_series(1, 5000) n""")
                .param("contact", contact)
                .param("today", today())
                .param("now", utc(time.now()))
                .update();
        visitor().signedInAt("/deals");
        var started = System.nanoTime();

        var columns = board.columns(NO_FILTER, Sight.ALL);

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
        assertThat(columns).hasSize(6).allSatisfy(column -> {
            assertThat(column.cards().shown()).hasSize(25);
            assertThat(column.sums()).containsOnlyKeys("EUR", "USD");
        });
        assertThat(columns.stream().mapToLong(DealBoard.Column::count).sum()).isEqualTo(5000);
        var seen = new LinkedHashSet<UUID>();
        var cards = columns.get(2).cards();
        while (true) {
            cards.shown().forEach(card -> assertThat(seen.add(card.id())).isTrue());
            if (!cards.more()) {
                break;
            }
            cards = board.more("first-contact", cards.shown().getLast().id(), NO_FILTER, Sight.ALL);
        }
        assertThat((long) seen.size()).isEqualTo(columns.get(2).count());

        page().navigate("/deals");
        assertThat(page().locator(".deal")).hasCount(150);
        page().locator(".deal").nth(30).press("Shift+ArrowLeft");
        assertThat(announced()).containsText("is in Prospecting now");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aDealIsOpenedFilledAndFollowedOnItsPage() {
        var contact = api.contact("{\"email\": \"lou@board.example\", \"firstName\": \"Lou\", \"company\": \"Acme\","
                + " \"stage\": \"lead\"}");
        visitor().signedInAt("/contacts/" + contact);
        page().getByText("New deal").click();
        assertThat(page().getByLabel("The contact's address")).hasValue("lou@board.example");
        page().getByLabel("What it is about").fill("Forty seats");
        page().getByLabel("Amount").fill("12000");
        press("Open it");
        assertThat(page().locator("h1")).hasText("Forty seats");
        assertThat(page().locator("main")).containsText("Acme Opportunity");
        page().navigate("/contacts/" + contact);
        page().locator("section[aria-labelledby=deals-title]")
                .getByText("Forty seats")
                .click();

        page().locator("summary", new Page.LocatorOptions().setHasText("Move")).click();
        page().getByLabel("To", exact()).selectOption("demo");
        press("Move it");
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("Missing: an owner for Prospecting");

        page().getByText("Give what is missing").click();
        page().locator("#owner-facts").selectOption(SAM);
        page().locator("#talk-facts").selectOption("demo-held");
        page().getByLabel("Budget:").fill("12,000");
        page().getByLabel("Authority:").fill("Lou");
        page().getByLabel("Need:").fill("Fewer mails");
        page().getByLabel("Timeline:").fill("May");
        press("Note it");
        page().getByText("It is so").click();
        assertThat(page().locator("section[aria-labelledby=asked]"))
                .containsText("Whoever decides has been met reader");
        assertThat(page().locator("section[aria-labelledby=person]")).containsText("Fewer mails");
        page().getByText("Plan or log").click();
        page().locator("#task").fill("Send the offer");
        press("Keep it");
        var tasks = page().locator("section[aria-labelledby=tasks]");
        assertThat(tasks).containsText("Send the offer open");
        tasks.locator("button", named("Done")).click();
        assertThat(tasks).containsText("Send the offer done");
        assertThat(page().locator("h1")).containsText("Forty seats");

        page().locator("summary", new Page.LocatorOptions().setHasText("Move")).click();
        page().getByLabel("To", exact()).selectOption("closing");
        page().locator("#override").fill("Signed at the fair");
        press("Move it");
        assertThat(page().locator("section[aria-labelledby=history]"))
                .containsText("without an expected close: Signed at the fair");
        picture("deal");

        page().locator("summary", new Page.LocatorOptions().setHasText("Won")).click();
        press("Mark as won");
        assertThat(page().locator(".heading")).containsText("Won");
        press("Refund");
        page().locator("dialog")
                .getByText("Refund", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page().locator(".heading")).containsText("refunded");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aQuoteIsNotedExtendedAndAnsweredOnItsDealsPageWithTheKeyboard() {
        var deal = deal("Forty seats", "12000", SAM, null);
        visitor().signedInAt("/deals/" + deal);
        var section = page().locator("section[aria-labelledby=quotes]");
        assertThat(section).containsText("Note each quote that you send");
        section.getByText("Note a quote").press("Enter");
        page().locator("#quote-number").fill("Q-17");
        page().locator("#quote-url").fill("https://files.example.com/q-17.pdf");
        page().locator("#quote-url").press("Enter");

        assertThat(section).containsText("Q-17 sent 12,000 EUR");
        assertThat(section).containsText("nobody has looked yet");
        assertThat(section.getByLabel("Link for the contact")).hasValue(Pattern.compile(".+/t/quote/[\\w-]+"));
        page().navigate("/deals");
        assertThat(card(deal)).containsText("quote sent");
        page().navigate("/deals/" + deal);

        section.locator("summary", named("Extend Q-17")).press("Enter");
        picture("deal-quotes");
        assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave)).isEmpty();
        page().setViewportSize(390, 844);
        var overflow = (Number) page().evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(overflow.intValue()).isLessThanOrEqualTo(0);
        page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture("deal-quotes-phone");
        page().setViewportSize(1280, 900);
        page().getByLabel("Valid until the end of (UTC)")
                .first()
                .fill(today().plusDays(60).toString());
        press("Extend it");
        assertThat(page().locator(".notice"))
                .containsText("Q-17 is valid until the end of " + new Show().day(today().plusDays(60)));
        section.locator("summary", named("Accepted: Q-17")).press("Enter");
        page().getByLabel("Who said so").first().fill("Lou, by phone");
        page().getByLabel("Who said so").first().press("Enter");

        assertThat(section).containsText("Q-17 accepted 12,000 EUR");
        assertThat(section).containsText("says Lou, by phone");
        assertThat(section.locator("summary", named("Extend Q-17"))).hasCount(0);
        assertThat(page().locator("section[aria-labelledby=history]")).containsText("Quote accepted");
        assertThat(visitor().complaints()).isEmpty();
    }

    @Test
    void aContactOpensTheQuoteWithTheButtonBehindItsLinkAndSalesSeesIt() {
        var deal = deal("Forty seats", "12000", SAM, null);
        var quote = quotes.send(
                deal,
                new NewQuote(
                        "Q-18", null, null, today().plusDays(30), null, "https://files.example.com/q-18.pdf", null),
                "sam");
        try (var phone = Chromium.get()
                .newContext(new Browser.NewContextOptions()
                        .setUserAgent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1")
                        .setJavaScriptEnabled(false)
                        .setColorScheme(ColorScheme.DARK)
                        .setViewportSize(390, 844))) {
            phone.route(
                    "https://files.example.com/**",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("text/html")
                            .setBody("<h1>The document</h1>")));
            var theirs = phone.newPage();
            theirs.navigate("http://localhost:" + port
                    + URI.create(String.valueOf(links.of(quote))).getPath());
            assertThat(theirs.locator("h1")).hasText("Your quote Q-18");
            theirs.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("quote-page-phone.png")));
            assertThat(quotes.require(deal, quote.id()).views()).isZero();

            theirs.getByText("Open the quote").click();

            assertThat(theirs.locator("h1")).hasText("The document");
        }
        visitor().signedInAt("/deals/" + deal);
        assertThat(page().locator("section[aria-labelledby=quotes]")).containsText("viewed once");
    }

    private static Locator.LocatorOptions named(String text) {
        return new Locator.LocatorOptions().setHasText(text);
    }

    @Test
    void theManagerChangesTheSteps() {
        deal("Alpha", "100", SAM, null);
        visitor().signedInAt("/pipeline");
        page().getByText("New step").click();
        page().locator("#label-new").fill("Legal check");
        page().locator("#probability-new").fill("90");
        page().locator("details[open] input[value=next-task]").check();
        page().locator("#confirmations-new").fill("Contract is read\nTerms are fine");
        press("Add it at the end");
        assertThat(page().locator("#step-legal-check")).containsText("7. Legal check");
        press("Up Legal check");
        assertThat(page().locator("#step-legal-check")).containsText("6. Legal check");

        page().locator("summary", new Page.LocatorOptions().setHasText("Give up Prospecting"))
                .click();
        page().locator("#to-prospecting").selectOption("research");
        picture("pipeline");
        press("Give it up");

        assertThat(page().locator("#step-research")).containsText("1. Research");
        assertThat(pipeline.steps().get(4).confirmations()).hasSize(2);
        page().navigate("/deals");
        assertThat(column("research").locator(".deal")).hasCount(1);
    }

    @Test
    void salesSeesAndMovesItsOwnDealsAndMarketersOnlyLook() {
        var own = deal("Own", "100", SAM, null);
        var other = deal("Other", "200", "ann@example.com", null);
        signedIn("sam-of-deals", SAM, Role.SALES);
        page().navigate("/deals");
        assertThat(page().locator(".deal")).hasCount(1);
        card(own).press("Shift+ArrowRight");
        assertThat(announced()).containsText("is in Research now");
        card(own).press("Shift+ArrowRight");
        assertThat(announced()).containsText("is in First contact now");
        card(own).press("Shift+ArrowRight");
        assertThat(dialog()).containsText("Own lacks something");
        assertThat(page().getByText("Move it all the same")).hasCount(0);
        assertThat(page().request().get("/deals/" + other).status()).isEqualTo(404);
        page().navigate("/pipeline");
        assertThat(page().getByText("New step")).hasCount(0);
        var token = page().locator("input[name=_csrf]").first().getAttribute("value");
        var forced = RequestOptions.create()
                .setForm(FormData.create()
                        .set("_csrf", token)
                        .set("board", "true")
                        .set("step", "demo")
                        .set("expectedStep", "first-contact")
                        .set("override", "because I may"));
        assertThat(page().request().post("/deals/" + own + "/move", forced).text())
                .contains("Only a sales manager may");
        var quote = quotes.send(
                other, new NewQuote("Q-1", null, null, today().plusDays(9), null, null, null), "ann@example.com");
        var withdrawal = RequestOptions.create()
                .setForm(FormData.create().set("_csrf", token).set("reason", "because I may"));
        assertThat(page().request()
                        .post("/deals/" + other + "/quotes/" + quote.id() + "/withdraw", withdrawal)
                        .status())
                .isEqualTo(404);
        assertThat(quotes.require(other, quote.id()).isOpen()).isTrue();

        signedIn("mia-of-deals", "mia@example.com", Role.MARKETER);
        page().navigate("/deals");
        assertThat(page().locator(".deal")).hasCount(2);
        assertThat(page().locator(".deal button")).hasCount(0);
        card(own).press("Shift+ArrowLeft");
        page().navigate("/deals/" + own);
        assertThat(page().locator("main form")).hasCount(0);
        assertThat(deals.require(own).step()).isEqualTo("first-contact");
    }

    @Test
    void theManagerSeesTheTeamsDealsAndMovesOneInSpiteOfWhatItLacks() {
        var deal = deal("Teams", "100", SAM, null);
        deal("Of others", "200", "ann@example.com", null);
        signedIn("max-of-deals", "max@example.com", Role.SALES_MANAGER);
        page().navigate("/deals");
        assertThat(page().locator(".deal")).hasCount(1);

        card(deal).dragTo(column("closing"));
        assertThat(dialog()).containsText("Teams lacks something for Closing");
        page().getByText("Move it all the same").click();
        page().getByLabel("Why, for the history").fill("The customer has signed");
        press("Move without");

        assertThat(announced()).containsText("Teams is in Closing now");
        assertThat(deals.history(deal).getLast().actor()).isEqualTo("max-of-deals");
        assertThat(deals.history(deal).getLast().note())
                .startsWith("without a talk with the contact")
                .endsWith(": The customer has signed");
    }

    @Test
    void theBoardIsFitToBeSeen() {
        var steps = List.of("prospecting", "research", "first-contact", "demo", "objections", "closing");
        for (var number = 0; number < 14; number++) {
            var deal = deal(
                    number % 4 == 0 ? "Forty seats and training for all of the Nordic branches" : "Seats " + number,
                    String.valueOf(1500 * (number + 1)),
                    number % 5 == 0 ? null : SAM,
                    number % 6 == 0 ? null : today().plusDays(7L * number - 20));
            deals.change(deal, step(steps.get(number % steps.size())), Passage.overridden("for the picture"), "test");
        }
        var some = deals.page(new DealFilter(Deal.State.OPEN, SAM, null, null), null, 5)
                .items()
                .getLast()
                .id();
        visitor().signedInAt("/deals");
        for (var colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
            for (var width : List.of(1280, 390)) {
                var shade = colours == ColorScheme.DARK ? "-dark" : "";
                visitor().looksAt("/deals", width, "board" + shade);
                assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave))
                        .isEmpty();
                visitor().looksAt("/deals/" + some, width, "deal" + shade);
                visitor().looksAt("/pipeline", width, "pipeline" + shade);
            }
        }
        page().setViewportSize(1280, 900);
        page().navigate("/deals");
        page().locator(".deal").nth(3).press("w");
        assertThat(Axe.check(page()).stream().filter(Axe.Finding::isGrave)).isEmpty();
        assertThat(visitor().complaints()).isEmpty();
    }

    private void signedIn(String name, String email, Role role) {
        users.add(name, email, role, "sales", Visitor.PASSWORD);
        page().context().clearCookies();
        visitor().signedIn(name);
    }

    private UUID deal(String name, String amount, @Nullable String owner, @Nullable LocalDate close) {
        var contact = new ContactId(api.contact(
                "{\"email\": \"%s@board.example\", \"firstName\": \"Lou\", \"company\": \"Acme\", \"stage\": \"lead\"}"
                        .formatted(UUID.randomUUID())));
        return deals.open(
                        new NewDeal(contact, null, name, new BigDecimal(amount), "EUR", close, owner, null, null),
                        "test")
                .deal()
                .id();
    }

    private static DealChange step(String step) {
        return new DealChange(null, null, null, null, null, step, null, null);
    }

    /** A refusal is an answer with 409, which browsers write to their consoles. */
    private List<String> unexpected() {
        return visitor().complaints().stream()
                .filter(complaint -> !complaint.contains("409"))
                .toList();
    }

    private Locator column(String step) {
        return page().locator(".column[data-step=" + step + "]");
    }

    private Locator card(UUID deal) {
        return page().locator("[data-deal=\"" + deal + "\"]");
    }

    /** To a place that shows only while something is dragged. */
    private void drag(UUID deal, String place) {
        card(deal).hover();
        page().mouse().down();
        card(deal).hover(new Locator.HoverOptions().setPosition(5, 5).setForce(true));
        var box = page().locator("[data-drop=" + place + "]").boundingBox();
        page().mouse().move(box.x + 30, box.y + 20);
        page().mouse().move(box.x + 40, box.y + 25);
        page().mouse().up();
    }

    private Locator dialog() {
        return page().locator("dialog.ask");
    }

    private Locator announced() {
        return page().locator("[data-announce]");
    }

    private static Page.GetByLabelOptions exact() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
    }

    private void picture(String name) {
        page().screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
    }
}
