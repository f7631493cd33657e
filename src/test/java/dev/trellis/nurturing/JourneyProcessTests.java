package dev.trellis.nurturing;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.Deals;
import dev.trellis.deal.QuoteChanged;
import dev.trellis.deal.QuoteChanged.Change;
import dev.trellis.deal.Quotes;
import dev.trellis.email.TrackingLinks;
import dev.trellis.feedback.Feedbacks;
import dev.trellis.nurturing.World.Person;
import dev.trellis.nurturing.World.Sent;
import dev.trellis.testing.Database;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.HttpClientErrorException;

/** The branches of each journey's diagram, several people side by side on one calendar. */
@TrellisTest
class JourneyProcessTests {

    private static final String SALES = "sam@example.com";

    private final World world;
    private final Time time;
    private final Feedbacks feedbacks;
    private final TrackingLinks links;
    private final Deals deals;
    private final Quotes quotes;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    JourneyProcessTests(
            @LocalServerPort int port,
            Time time,
            Database database,
            Feedbacks feedbacks,
            TrackingLinks links,
            Deals deals,
            Quotes quotes,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            TransactionTemplate transaction) {
        this.world = new World(port, time, database);
        this.time = time;
        this.feedbacks = feedbacks;
        this.links = links;
        this.deals = deals;
        this.quotes = quotes;
        this.jdbc = jdbc;
        this.events = events;
        this.transaction = transaction;
    }

    @BeforeEach
    void startOnAMonday() {
        world.mondayMorning();
    }

    @Test
    void aSubscriberGoesWhereItsAnswerLeads() {
        var product = world.subscriber("product@journeys.example");
        var newsletter = world.subscriber("newsletter@journeys.example");
        var silent = world.subscriber("silent@journeys.example");
        var all = List.of(product, newsletter, silent);
        all.forEach(person -> world.awaitSent(person, "welcome-hello"));
        world.pass(ofDays(2));
        all.forEach(person -> world.awaitSent(person, "welcome-best-of"));
        world.pass(ofDays(4));
        all.forEach(person -> world.awaitSent(person, "welcome-preferences"));

        world.choosesTopics(preferences(product), "newsletter", "product");
        world.choosesTopics(preferences(newsletter), "newsletter");

        world.awaitStage(product, "lead");
        assertThat(world.reasonOfLast(product)).isEqualTo("Asked for product news");
        world.awaitPlaces(newsletter, "rest");
        world.awaitPlaces(silent, "answer");
        world.pass(ofDays(11));
        world.awaitPlaces(silent, "rest");
        assertThat(world.stages(silent)).containsExactly("subscriber");
        assertThat(world.sent(silent)).containsExactly("welcome-hello", "welcome-best-of", "welcome-preferences");
    }

    @Test
    void anIssueOfTheNewsletterGoesOutWhenSomebodySaysSoAndToNewcomersAWeekLater() {
        var reader = world.contact("reader@newsletter.example", "evangelist");
        var buying = world.contact("buying@newsletter.example", "sql");
        assertThat(newsletters(reader)).isZero();

        world.post("/api/journeys/newsletter/start", "{}");

        world.awaitSent(reader, "newsletter");
        assertThatExceptionOfType(HttpClientErrorException.Conflict.class)
                .isThrownBy(() -> world.post("/api/journeys/newsletter/start", "{}"))
                .withMessageContaining("under way");
        var newcomer = world.subscriber("newcomer@newsletter.example");
        world.awaitSent(newcomer, "welcome-hello");
        time.advance(ofDays(8), ofDays(1));

        world.awaitSent(newcomer, "newsletter");
        assertThat(newsletters(reader)).isOne();
        assertThat(newsletters(buying)).isZero();
    }

    @Test
    void aSilentLeadIsWrittenToMoreSlowlyAndLeftAloneUnlessItAnswers() {
        var quiet = world.contact("quiet@journeys.example", "lead");
        var answers = world.contact("answers@journeys.example", "lead");
        var steps = new LinkedHashMap<String, Integer>();
        steps.put("lead-1-problem", 0);
        steps.put("lead-2-guide", 9);
        steps.put("lead-4-checklist", 11);
        steps.put("lead-3-story", 16);
        steps.put("lead-5-objection", 16);
        steps.put("lead-6-invitation", 18);
        steps.put("lead-slow-update", 67);
        steps.put("lead-repermission", 67);
        steps.forEach((template, days) -> {
            passAndAwait(quiet, days, template);
            world.awaitSent(answers, template);
        });

        world.pass(ofDays(10));
        world.choosesTopics(preferences(answers), "newsletter");
        world.pass(ofDays(21));
        world.awaitPlaces(answers, "wait-slow-track");
        world.awaitPlaces(quiet, "rest");
        world.pass(ofDays(100));

        assertThat(world.sent(quiet)).containsExactlyElementsOf(steps.keySet());
    }

    @Test
    void anInterestedLeadIsOfferedADemo() {
        var keen = world.contact("keen@journeys.example", "lead");
        world.awaitSent(keen, "lead-1-problem");
        passAndAwait(keen, 9, "lead-2-guide");
        world.awaitPlaces(keen, "reading");

        world.did(keen, "link-clicked");
        world.awaitPlaces(keen, "wait-after-click");
        world.did(keen, "trial-started");
        passAndAwait(keen, 1, "lead-hot-demo");
        passAndAwait(keen, 4, "lead-3-story");
        passAndAwait(keen, 7, "lead-4-checklist");

        assertThat(world.stages(keen)).as("hot, and not handed over yet").containsExactly("lead");
        assertThat(world.sent(keen))
                .containsExactly("lead-1-problem", "lead-2-guide", "lead-hot-demo", "lead-3-story", "lead-4-checklist");
    }

    @Test
    void aReturningLeadTakesAnotherTrack() {
        var back = world.contact("back@journeys.example", "lead");
        world.awaitSent(back, "lead-1-problem");
        world.move(back, "subscriber", "Only wants the newsletter");
        world.awaitStage(back, "subscriber");
        world.awaitSent(back, "welcome-hello");
        world.move(back, "lead", "Wants more after all");
        world.awaitStage(back, "lead");
        world.awaitPlaces(back, "wait-news");

        passAndAwait(back, 5, "returning-1-news");
        passAndAwait(back, 22, "returning-2-change");
        passAndAwait(back, 31, "returning-3-invitation");
        passAndAwait(back, 100, "lead-slow-update");
        passAndAwait(back, 100, "lead-repermission");
        world.pass(ofDays(31));

        world.awaitPlaces(back, "rest");
        assertThat(world.sent(back)).doesNotContain("lead-2-guide");
    }

    @Test
    void anMqlIsAcceptedOrMovesOnToSomebodyElse() {
        world.salesAre(SALES, "sally@example.com");
        var rejected = world.contact("rejected@journeys.example", "lead");
        var givenBack = world.contact("given-back@journeys.example", "lead");
        var ignored = world.contact("ignored@journeys.example", "lead");
        for (var person : List.of(rejected, givenBack, ignored)) {
            world.awaitSent(person, "lead-1-problem");
            world.did(person, "demo-requested");
            world.awaitStage(person, "mql");
            world.handoff(person, "mql", "open");
        }
        var firstOwner = world.owner(ignored, "mql");

        world.reject(rejected, "mql", "not-ready");
        world.awaitStage(rejected, "lead");
        assertThat(world.reasonOfLast(rejected)).isEqualTo("Rejected by sales: not-ready");
        world.awaitPlaces(rejected, "wait-news");
        world.accept(givenBack, "mql");
        world.awaitSent(givenBack, "mql-answer");

        world.pass(ofSeconds(20));
        world.awaitSent(ignored, "handoff-alert");
        world.pass(ofHours(2));
        assertThat(world.awaitMail(ignored, "handoff-reminder").to()).isEqualTo(firstOwner);
        world.pass(ofHours(2).plusMinutes(1));
        world.pass(ofSeconds(20));
        assertThat(world.awaitMail(ignored, "handoff-escalated").to()).isNotEqualTo(firstOwner);
        assertThat(world.owner(ignored, "mql")).isNotEqualTo(firstOwner);

        world.pass(ofHours(21));
        world.pass(ofHours(5));
        assertThat(world.awaitMail(ignored, "handoff-unanswered").to()).isNotEmpty();
        world.awaitTask(givenBack, "Make the first call: it was due today");
        world.awaitSent(givenBack, "handoff-reminder");
        world.giveBack(givenBack, "mql", "no-response");
        world.awaitStage(givenBack, "lead");
        assertThat(world.reasonOfLast(givenBack)).isEqualTo("Given back by sales: no-response");
        assertThat(world.stages(ignored)).containsExactly("lead", "mql");
    }

    @Test
    void anSqlWithoutADealGoesBack() {
        var rejected = world.contact("sql-rejected@journeys.example", "lead");
        var givenBack = world.contact("sql-given-back@journeys.example", "lead");
        var idle = world.contact("sql-idle@journeys.example", "lead");
        for (var person : List.of(rejected, givenBack, idle)) {
            world.moveQualified(person, "sql", "Met at the fair");
            world.awaitStage(person, "sql");
        }
        world.reject(rejected, "sql", "wrong-fit");
        world.awaitStage(rejected, "lead");
        assertThat(world.reasonOfLast(rejected)).isEqualTo("Rejected by the closer: wrong-fit");
        for (var person : List.of(givenBack, idle)) {
            world.accept(person, "sql");
            world.awaitSent(person, "sql-next-steps");
            world.awaitPlaces(person, "discovery");
        }

        world.giveBack(givenBack, "sql", "no-budget");
        world.awaitStage(givenBack, "lead");
        assertThat(world.reasonOfLast(givenBack)).isEqualTo("Given back by the closer: no-budget");
        world.pass(ofDays(22));
        world.awaitTask(idle, "Open a deal for this contact or give it back");
        world.pass(ofDays(8));
        world.awaitStage(idle, "lead");
        assertThat(world.reasonOfLast(idle)).isEqualTo("No deal in time");
    }

    @Test
    void anOpenDealIsAccompaniedAndItsOwnerReminded() {
        var buyer = world.contact("buyer@journeys.example", "lead");
        world.awaitSent(buyer, "lead-1-problem");
        world.openDeal(buyer);
        world.awaitStage(buyer, "opportunity");

        passAndAwait(buyer, 2, "deal-proposal-guide");
        passAndAwait(buyer, 7, "deal-reference-story");
        passAndAwait(buyer, 10, "deal-questions");
        world.pass(ofDays(31));

        world.awaitTask(buyer, "The deal has been open for a while: agree on the next step");
        world.awaitPlaces(buyer, "wait-nudge");
    }

    @Test
    void aQuoteIsFollowedUpUntilItIsAnsweredOrTheDealIsDecided() {
        var arrived = "No sign that the quote was read: ask whether it arrived";
        var open = "The quote runs out in a few days: ask what is still open";
        var expired = "The quote has expired: extend it or let it go";
        var ends = world.today().plusDays(30);
        var silent = world.contact("silent@quotes.example", "lead");
        var reads = world.contact("reads@quotes.example", "lead");
        var longer = world.contact("longer@quotes.example", "lead");
        var brief = world.contact("brief@quotes.example", "lead");
        var accepts = world.contact("accepts@quotes.example", "lead");
        var declines = world.contact("declines@quotes.example", "lead");
        var loses = world.contact("loses@quotes.example", "lead");
        var withdrawn = world.contact("withdrawn@quotes.example", "lead");
        world.quote(world.openDeal(silent), ends);
        var read = world.quote(world.openDeal(reads), ends);
        var extended = world.quote(world.openDeal(longer), ends);
        world.quote(world.openDeal(brief), world.today().plusDays(1));
        var accepted = world.quote(world.openDeal(accepts), ends);
        var declined = world.quote(world.openDeal(declines), ends);
        var lost = world.openDeal(loses);
        world.quote(lost, ends);
        var takenBack = world.quote(world.openDeal(withdrawn), ends);
        time.settle();

        world.looksAt(read);
        world.post(accepted.path() + "/accept", "{}");
        world.post(declined.path() + "/decline", "{}");
        world.post(takenBack.path() + "/withdraw", "{}");
        world.lose(lost, """
                {"reason": "timing"}""");
        world.pass(ofHours(40));
        world.awaitTask(brief, expired);
        world.pass(ofHours(8).plusMinutes(1));
        for (var person : List.of(silent, longer)) {
            assertThat(world.awaitTask(person, arrived).note()).startsWith("Quote Q-1, valid until ");
        }

        world.extend(extended, ends.plusDays(30));
        world.pass(ofDays(25));
        world.awaitTask(silent, open);
        world.awaitTask(reads, open);
        world.pass(ofDays(4));
        world.awaitTask(silent, expired);
        world.awaitTask(reads, expired);
        world.extend(read, world.today().plusDays(29));
        world.looksAt(read);
        world.pass(ofDays(26));

        world.awaitTask(longer, open);
        assertThat(titles(reads, arrived, open, expired)).containsExactly(open, expired, open);
        assertThat(titles(silent, arrived, open, expired)).containsExactly(arrived, open, expired);
        assertThat(titles(longer, arrived, open, expired)).containsExactly(arrived, open);
        assertThat(titles(brief, arrived, open, expired))
                .as("nobody asks after a quote that is over whether it arrived")
                .containsExactly(expired);
        for (var person : List.of(accepts, declines, loses, withdrawn)) {
            assertThat(titles(person, arrived, open, expired))
                    .as(person.email())
                    .isEmpty();
        }
    }

    /** The clocks of the engine and of whoever extends the quote need not agree on the moment. */
    @Test
    void anotherLastDayIsHeardWheneverTheOneBeforeEnds() {
        var open = "The quote runs out in a few days: ask what is still open";
        var expired = "The quote has expired: extend it or let it go";
        var after = world.contact("after@moments.example", "lead");
        var behind = world.contact("behind@moments.example", "lead");
        var complains = world.contact("complains@moments.example", "lead");
        var quoteAfter = world.quote(world.openDeal(after), world.today().plusDays(1));
        var quoteBehind = world.quote(world.openDeal(behind), world.today().plusDays(1));
        var quoteComplains =
                world.quote(world.openDeal(complains), world.today().plusDays(1));
        time.settle();
        world.did(complains, "complaint-opened");
        world.pass(ofHours(40));
        world.awaitTask(after, expired);
        world.awaitTask(behind, expired);

        world.extend(quoteAfter, world.today().plusDays(10));
        world.extend(quoteComplains, world.today().plusDays(10));
        extendByAClockThatIsBehind(quoteBehind, world.today().plusDays(10));
        world.pass(ofHours(2));
        world.did(complains, "complaint-closed");
        world.pass(ofDays(8));

        for (var person : List.of(after, behind, complains)) {
            world.awaitTask(person, open);
        }
        assertThat(titles(after, open, expired)).containsExactly(expired, open);
        assertThat(titles(behind, open, expired)).containsExactly(expired, open);
        assertThat(titles(complains, open, expired)).containsExactly(open);
    }

    /** As an instance whose clock does not say yet that the quote has expired. */
    private void extendByAClockThatIsBehind(World.Quote quote, LocalDate validUntil) {
        var id = UUID.fromString(quote.path().replaceFirst(".*/", ""));
        jdbc.sql("""
                        update deal_quote set valid_until = :day, expires_at = cast(:day as date) + interval '1 day'
                        where id = :id""").param("day", validUntil).param("id", id).update();
        var extended = quotes.find(id).orElseThrow();
        transaction.executeWithoutResult(status ->
                events.publishEvent(new QuoteChanged(deals.require(extended.dealId()), extended, Change.EXTENDED)));
    }

    private List<String> titles(Person person, String... of) {
        return world.tasks(person).stream()
                .map(World.Task::title)
                .filter(List.of(of)::contains)
                .toList();
    }

    @Test
    void aLostDealRestsUntilSomethingHappens() {
        var forGood = lost("for-good@journeys.example", """
                {"reason": "budget", "recycle": false}""");
        var replies = lost("replies@journeys.example", """
                {"reason": "timing"}""");
        var asks = lost("asks@journeys.example", """
                {"reason": "budget"}""");
        var buysLater = lost("buys-later@journeys.example", """
                {"reason": "no-need"}""");
        world.awaitPlaces(forGood, "rest");
        for (var person : List.of(replies, asks, buysLater)) {
            world.awaitPlaces(person, "quiet");
        }

        world.did(replies, "replied");
        world.awaitStage(replies, "lead");
        assertThat(world.reasonOfLast(replies)).isEqualTo("Replied after a lost deal");
        world.awaitTask(replies, "A contact with a lost deal has replied");
        world.did(asks, "demo-requested");
        world.awaitStage(asks, "mql");
        world.openDeal(buysLater);
        world.awaitPlaces(buysLater, "wait-guide");
        assertThat(world.stages(buysLater)).containsExactly("lead", "opportunity", "opportunity");

        world.pass(ofDays(200));
        world.awaitPlaces(forGood, "rest");
        assertThat(world.stages(forGood)).containsExactly("lead", "opportunity");
        assertThat(world.sent(forGood)).containsExactly("lead-1-problem");
    }

    @Test
    void aContractWithACompetitorIsRememberedBeforeItEnds() {
        var title = "Their contract with a competitor ends soon: call before they renew";
        var ends = world.today().plusDays(200);
        var competitor = """
                {"reason": "competitor", "competitor": "Rival", "contractEndsOn": "%s"}""";
        var waits = lost("waits@competitor.example", competitor.formatted(ends));
        var corrected = lost("corrected@competitor.example", competitor.formatted(ends.plusDays(400)));
        var learnt = lost("learnt@competitor.example", """
                {"reason": "competitor"}""");
        var never = lost("never@competitor.example", """
                {"reason": "competitor", "contractEndsOn": "%s", "recycle": false}""".formatted(ends));
        var talks = lost("talks@competitor.example", competitor.formatted(ends));
        var soon = lost(
                "soon@competitor.example", competitor.formatted(world.today().plusDays(20)));
        world.awaitTask(soon, title);
        world.awaitPlaces(corrected, "quiet", "contract-runs");

        world.learnsContractEnd(corrected, ends);
        world.learnsContractEnd(learnt, ends);
        time.settle();
        world.pass(ofDays(111));
        world.awaitStage(waits, "lead");
        world.awaitStage(corrected, "lead");
        assertThat(world.tasks(waits)).isEmpty();
        world.openDeal(talks);
        world.pass(ofDays(30));

        for (var person : List.of(waits, corrected, learnt)) {
            assertThat(world.awaitTask(person, title).note()).isEqualTo(note(person, ends));
        }
        world.pass(ofDays(3));
        for (var person : List.of(never, talks)) {
            assertThat(world.tasks(person)).extracting(World.Task::title).doesNotContain(title);
        }
        assertThat(world.tasks(waits))
                .extracting(World.Task::title)
                .filteredOn(title::equals)
                .hasSize(1);
    }

    private static String note(Person person, LocalDate ends) {
        return "With " + (person.email().startsWith("learnt") ? "a competitor" : "Rival") + " until " + ends;
    }

    @Test
    void aCustomerIsAskedHowItIsAndHeard() {
        var unhappy = world.contact("unhappy@journeys.example", "customer");
        var lukewarm = world.contact("lukewarm@journeys.example", "customer");
        var silent = world.contact("silent-customer@journeys.example", "customer");
        var all = List.of(unhappy, lukewarm, silent);
        all.forEach(person -> world.awaitSent(person, "customer-welcome"));
        world.accept(unhappy, "customer");
        world.accept(lukewarm, "customer");
        world.pass(ofDays(1).plusHours(1));
        world.awaitSent(silent, "handoff-reminder");
        world.pass(ofDays(6));
        all.forEach(person -> world.awaitSent(person, "customer-first-win"));
        world.pass(ofDays(21));
        all.forEach(person -> world.awaitSent(person, "customer-tips"));
        world.pass(ofDays(30));
        all.forEach(person -> world.awaitSent(person, "nps-ask"));

        feedbacks.answer(world.lastQuestion(unhappy), 2, "Nobody calls back");
        feedbacks.answer(world.lastQuestion(lukewarm), 7, null);

        world.awaitTask(unhappy, "An unhappy customer: call, listen, put it right");
        world.awaitSent(unhappy, "detractor-sorry");
        world.awaitTask(lukewarm, "A lukewarm customer: ask what is missing");
        world.pass(ofDays(22));
        world.awaitPlaces(silent, "hand-off", "wait-next-time");
        world.pass(ofDays(183));
        await().untilAsserted(() ->
                assertThat(world.sent(silent)).filteredOn("nps-ask"::equals).hasSize(2));
    }

    @Test
    void aNewCustomerIsHelpedToStart() {
        var replies = world.contact("onboarding-replies@journeys.example", "lead");
        var missing = world.contact("onboarding-missing@journeys.example", "lead");
        for (var person : List.of(replies, missing)) {
            world.win(person, "{}");
            world.awaitStage(person, "customer");
            world.awaitTask(person, "Kick-off call with the new customer");
            world.awaitSent(person, "onboarding-start");
        }
        world.pass(ofDays(7));
        world.awaitSent(replies, "onboarding-checkin");
        world.awaitSent(missing, "onboarding-checkin");

        world.did(replies, "replied");
        world.awaitTask(replies, "Reply during onboarding: answer it");
        world.pass(ofDays(8));
        world.awaitTask(missing, "Not seen for two weeks: help them to start");
        world.pass(ofDays(22));
        world.awaitSent(replies, "onboarding-done");
        world.awaitSent(missing, "onboarding-done");
    }

    @Test
    void aContractIsRenewedOrMissed() {
        var renewing = world.contact("renewing@journeys.example", "lead");
        var leaving = world.contact("leaving@journeys.example", "lead");
        var ends = world.today().plusDays(200);
        var deal = world.openDeal(renewing);
        world.win(deal, """
                {"renewsOn": "%s"}""".formatted(ends));
        world.win(leaving, """
                {"renewsOn": "%s"}""".formatted(ends));
        world.awaitStage(renewing, "customer");
        world.awaitStage(leaving, "customer");

        world.pass(ofDays(111));
        for (var person : List.of(renewing, leaving)) {
            world.awaitTask(person, "A contract is up for renewal: talk to the customer");
            assertThat(world.awaitMail(person, "renewal-owner").to()).isEqualTo(SALES);
        }
        passAndAwait(leaving, 30, "renewal-60");
        world.awaitSent(renewing, "renewal-60");
        world.renew(deal, ends.plusYears(1));
        time.settle();
        passAndAwait(leaving, 30, "renewal-30");
        world.pass(ofDays(30));
        world.awaitTask(leaving, "The contract has ended without a renewal: find out why");

        assertThat(world.sent(renewing)).doesNotContain("renewal-30");
        assertThat(world.tasks(renewing))
                .extracting(World.Task::title)
                .doesNotContain("The contract has ended without a renewal: find out why");
    }

    @Test
    void anEvangelistIsAskedForAReferenceAndReferrals() {
        var eva = world.contact("eva@journeys.example", "evangelist");
        world.awaitSent(eva, "evangelist-thanks");
        passAndAwait(eva, 14, "evangelist-reference");
        world.awaitPlaces(eva, "reference");
        world.did(eva, "replied");
        world.awaitTask(eva, "Reference: answer and write the story together");
        passAndAwait(eva, 30, "evangelist-comarketing");
        world.pass(ofDays(31));
        world.awaitSent(eva, "evangelist-referral");

        world.referralBuys(eva, "friend@journeys.example");
        world.awaitTask(eva, "A referral became a customer: send a thank-you gift");
        world.pass(ofDays(121));
        world.awaitSent(eva, "evangelist-referral");

        assertThat(world.sent(eva)).filteredOn("evangelist-referral"::equals).hasSize(2);
    }

    private long newsletters(Person person) {
        return world.mails(person).stream()
                .filter(mail -> mail.template().equals("newsletter"))
                .count();
    }

    private Person lost(String email, String loss) {
        var person = world.contact(email, "lead");
        world.awaitSent(person, "lead-1-problem");
        var deal = world.openDeal(person);
        world.awaitStage(person, "opportunity");
        world.lose(deal, loss);
        time.settle();
        return person;
    }

    private Sent passAndAwait(Person person, int days, String template) {
        world.pass(ofDays(days).plus(ofMinutes(1)));
        var mail = world.awaitMail(person, template);
        assertThat(mail.state()).as(template).isEqualTo("sent");
        time.settle();
        return mail;
    }

    private String preferences(Person person) {
        return links.preferences(new ContactId(person.id()));
    }
}
