package dev.trellis.lifecycle;

import static dev.trellis.platform.UtcTime.today;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.contact.NewContact;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.Fit;
import dev.trellis.scoring.LeadScored;
import dev.trellis.scoring.ScoreReason;
import dev.trellis.scoring.Scores;
import dev.trellis.scoring.Temperature;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.util.ReflectionTestUtils;

/** From activities over points to stages, on a real database. */
@LifecycleTest
class StageDecisionsTests {

    private final Activities activities;
    private final ContactIntake intake;
    private final Scores scores;
    private final Lifecycle lifecycle;
    private final TestClock clock;
    private final ApplicationContext context;

    @Autowired
    ApplicationEvents events;

    @Autowired
    StageDecisionsTests(
            Activities activities,
            ContactIntake intake,
            Scores scores,
            Lifecycle lifecycle,
            TestClock clock,
            ApplicationContext context) {
        this.activities = activities;
        this.intake = intake;
        this.scores = scores;
        this.lifecycle = lifecycle;
        this.clock = clock;
        this.context = context;
    }

    @BeforeEach
    void reset() {
        clock.reset();
    }

    @Test
    void activitiesGivePointsThatFadeAndCanBeExplained() {
        var ada = added(Map.of());

        did(ada, "webinar-attended", "page-viewed", "email-opened", "unheard-of");

        assertThat(scores.of(ada).points()).isEqualTo(16);
        assertThat(scores.of(ada).lastActivityAt()).isEqualTo(clock.instant());
        clock.advance(Duration.ofDays(30));
        var now = scores.of(ada).points();
        assertThat(now).isEqualTo(15 / 2.0 + Math.pow(2, -30 / 14.0), within(1e-9));
        var reasons = scores.explain(ada);
        assertThat(reasons).extracting(ScoreReason::type).containsExactly("webinar-attended", "page-viewed");
        assertThat(reasons.stream().mapToDouble(ScoreReason::pointsNow).sum()).isEqualTo(now, within(1e-9));
        assertThat(reasons.getFirst().why()).isEqualTo("Attends a webinar.");
    }

    @Test
    void whatNoPersonDidIsTakenBackAndWhatOneDidIsGivenAgain() {
        var ada = added(Map.of());
        var first = activities
                .record(
                        List.of(new NewActivity(ada, "link-clicked", null, "human", Map.of("verdict", "human"))),
                        Lane.LIVE)
                .getFirst();
        var points = scores.of(ada).points();
        assertThat(points).isPositive();
        clock.advance(Duration.ofDays(3));

        var second = activities
                .record(
                        List.of(new NewActivity(
                                ada,
                                "link-clicked",
                                first.at(),
                                "scanner",
                                Map.of(
                                        "verdict",
                                        "scanner",
                                        "corrects",
                                        first.id().toString()))),
                        Lane.BULK)
                .getFirst();

        assertThat(scores.of(ada).points()).isEqualTo(0, within(1e-9));
        assertThat(scores.explain(ada)).singleElement().satisfies(reason -> {
            assertThat(reason.points()).isZero();
            assertThat(reason.why()).contains("taken back");
        });
        activities.record(
                List.of(new NewActivity(
                        ada,
                        "link-clicked",
                        first.at(),
                        "human again",
                        Map.of("verdict", "human", "corrects", second.id().toString()))),
                Lane.BULK);
        clock.advance(Duration.ofDays(-3));
        assertThat(scores.of(ada).points()).isEqualTo(points, within(1e-9));
    }

    @Test
    void anActivityToldTwiceCountsOnce() {
        var ada = added(Map.of());
        var visit = new NewActivity(ada, "price-viewed", null, "visit-1", Map.of());

        activities.record(List.of(visit, visit), Lane.LIVE);
        activities.record(List.of(visit), Lane.LIVE);

        assertThat(scores.of(ada).points()).isEqualTo(10);
    }

    @Test
    void theDailyCapHoldsForADayWhereTheContactLives() {
        // 09:00 UTC is 23:00 of the day before in Honolulu.
        var ada = added(Map.of("zone", "Pacific/Honolulu"));

        for (int i = 0; i < 4; i++) {
            did(ada, "price-viewed");
        }
        assertThat(scores.of(ada).points()).isEqualTo(20);
        assertThat(scores.explain(ada)).extracting(ScoreReason::points).containsExactly(10.0, 10.0, 0.0, 0.0);

        clock.advance(Duration.ofMinutes(61));
        did(ada, "price-viewed");
        assertThat(Math.round(scores.of(ada).points())).isEqualTo(30);
    }

    @Test
    void lossesAreCappedApartFromGains() {
        var ada = added(Map.of());

        viewed(ada, "/careers");
        viewed(ada, "/careers");
        viewed(ada, "/pricing");

        assertThat(scores.of(ada).points()).isZero();
        assertThat(scores.explain(ada)).extracting(ScoreReason::points).containsExactly(-10.0, 0.0, 10.0);
    }

    @Test
    void whatIsToldLateCountsByItsDateAndWakesNobody() {
        var ada = added(Map.of());
        var then = clock.instant().minus(Duration.ofDays(30));

        activities.record(
                List.of(
                        new NewActivity(ada, "demo-requested", then, null, Map.of()),
                        new NewActivity(ada, "meeting-booked", then, null, Map.of())),
                Lane.BULK);

        assertThat(scores.of(ada).points()).isEqualTo(45, within(1e-9));
        assertThat(scores.of(ada).lastActivityAt()).isEqualTo(then);
        assertThat(stage(ada)).isEqualTo(Stage.LEAD);
        assertThat(events.stream(LeadScored.class)).isEmpty();
    }

    @Test
    void machinesEarnNothing() {
        var ada = added(Map.of());

        activities.record(
                List.of(new NewActivity(ada, "link-clicked", null, null, Map.of("verdict", "machine"))), Lane.LIVE);
        assertThat(scores.of(ada).points()).isZero();
        assertThat(scores.of(ada).lastActivityAt()).isNull();

        activities.record(
                List.of(new NewActivity(ada, "link-clicked", null, null, Map.of("verdict", "human"))), Lane.LIVE);
        assertThat(scores.of(ada).points()).isEqualTo(3);
        assertThat(scores.of(ada).pointsWithoutClicks()).isZero();
    }

    @Test
    void clicksAloneMakeNoMql() {
        var ada = added(Map.of());
        for (int day = 0; day < 40; day++) {
            for (int i = 0; i < 5; i++) {
                did(ada, "link-clicked");
            }
            clock.advance(Duration.ofDays(1));
        }

        assertThat(scores.of(ada).points()).isGreaterThan(60);
        assertThat(stage(ada)).isEqualTo(Stage.LEAD);
    }

    @Test
    void enoughPointsMakeAnMql() {
        var ada = added(Map.of("employees", "200", "industry", "Software", "jobTitle", "CEO"));
        assertThat(scores.of(ada).fit()).isEqualTo(Fit.A);

        did(ada, "webinar-attended", "content-downloaded");
        assertThat(stage(ada)).isEqualTo(Stage.LEAD);
        did(ada, "meeting-booked");

        assertThat(lifecycle.history(ada).getLast()).satisfies(entry -> {
            assertThat(entry.stage()).isEqualTo(Stage.MQL);
            assertThat(entry.reason()).isEqualTo("Ideal fit with enough points");
            assertThat(entry.actor()).isEqualTo("rule:lifecycle-stage#9");
        });
    }

    @Test
    void anImprovedProfileCanMakeAnMqlToo() {
        var ada = added(Map.of());
        did(ada, "meeting-booked");
        assertThat(scores.of(ada).fit()).isEqualTo(Fit.UNKNOWN);
        assertThat(stage(ada)).isEqualTo(Stage.LEAD);
        var email = context.getBean(Contacts.class).require(ada).email();

        intake.add(
                NewContact.builder()
                        .email(email)
                        .jobTitle("Head of IT")
                        .attributes(Map.of("Company Size", "51-200", "Industry", "finance"))
                        .build(),
                Origin.live("test"));

        assertThat(scores.of(ada).fit()).isEqualTo(Fit.A);
        assertThat(stage(ada)).isEqualTo(Stage.MQL);
    }

    @Test
    void aHandRaiseMakesAnMqlWhateverThePoints() {
        var ada = added(Map.of("jobTitle", "Intern"));

        did(ada, "contact-requested");

        assertThat(lifecycle.history(ada).getLast().reason()).isEqualTo("Asked to be contacted");
        assertThat(stage(ada)).isEqualTo(Stage.MQL);
        assertThat(events.stream(HandRaised.class)).isEmpty();
    }

    @Test
    void laterStagesTellTheOwner() {
        var ada = added(Map.of());
        lifecycle.move(ada, Stage.CUSTOMER, "Bought", "test");

        did(ada, "demo-requested");

        assertThat(stage(ada)).isEqualTo(Stage.CUSTOMER);
        assertThat(events.stream(HandRaised.class)).singleElement().satisfies(raised -> {
            assertThat(raised.contactId()).isEqualTo(ada);
            assertThat(raised.stage()).isEqualTo(Stage.CUSTOMER);
            assertThat(raised.activityType()).isEqualTo("demo-requested");
        });
    }

    @Test
    void aHandRaiseWakesWhoRestsAfterALostDealAndPointsDoNot() {
        var ada = added(Map.of());
        lifecycle.move(ada, Stage.OPPORTUNITY, "Deal", "test");
        lifecycle.closeLost(ada, "budget", LocalDate.parse("2026-12-01"));

        did(ada, "meeting-booked", "trial-started", "quote-viewed");
        assertThat(stage(ada)).isEqualTo(Stage.OPPORTUNITY);
        did(ada, "demo-requested");

        assertThat(stage(ada)).isEqualTo(Stage.MQL);
        assertThat(lifecycle.find(ada).orElseThrow().closedLost()).isFalse();
    }

    @Test
    void afterARefusalPointsCountOnlyAfterTheCoolDownAndWithNewOnes() {
        var ada = added(Map.of("employees", "200", "industry", "Software", "jobTitle", "CEO"));
        did(ada, "meeting-booked", "trial-started");
        assertThat(stage(ada)).isEqualTo(Stage.MQL);
        clock.advance(Duration.ofMinutes(5));
        lifecycle.recordRejection(ada, "not-ready", null);
        lifecycle.move(ada, Stage.LEAD, "Not ready", "grace");

        clock.advance(Duration.ofDays(29));
        did(ada, "webinar-attended", "replied");
        assertThat(stage(ada)).as("too early").isEqualTo(Stage.LEAD);

        clock.advance(Duration.ofDays(1));
        did(ada, "page-viewed");
        assertThat(stage(ada)).as("30 days, enough earned since").isEqualTo(Stage.MQL);
    }

    @Test
    void afterARefusalOldPointsAreNotEnough() {
        var ada = added(Map.of("employees", "200", "industry", "Software", "jobTitle", "CEO"));
        did(ada, "meeting-booked", "trial-started", "demo-requested");
        clock.advance(Duration.ofMinutes(5));
        lifecycle.recordRejection(ada, "not-ready", null);
        lifecycle.move(ada, Stage.LEAD, "Not ready", "grace");

        clock.advance(Duration.ofDays(31));
        did(ada, "page-viewed");

        assertThat(scores.of(ada).points()).isGreaterThan(40);
        assertThat(stage(ada)).isEqualTo(Stage.LEAD);
    }

    @Test
    void beforeTheDayThatSalesNamedPointsDoNotPromoteAndOnItTheyDo() throws Exception {
        var ada = added(Map.of("employees", "200", "industry", "Software", "jobTitle", "CEO"));
        did(ada, "meeting-booked", "trial-started");
        clock.advance(Duration.ofMinutes(5));
        lifecycle.recordRejection(ada, "Budget comes in October", today(clock).plusDays(60));
        lifecycle.move(ada, Stage.LEAD, "Returned", "grace");

        clock.advance(Duration.ofDays(45));
        did(ada, "meeting-booked", "trial-started", "webinar-attended");
        nurtureEnds();
        assertThat(stage(ada)).as("past the cool-down, before the day").isEqualTo(Stage.LEAD);

        clock.advance(Duration.ofDays(15));
        nurtureEnds();
        assertThat(stage(ada)).as("the day has come").isEqualTo(Stage.MQL);
    }

    @Test
    void theDayThatSalesNamedPromotesNobodyWithoutThePoints() throws Exception {
        var ada = added(Map.of("employees", "200", "industry", "Software", "jobTitle", "CEO"));
        lifecycle.recordRejection(ada, "Later", today(clock).plusDays(10));

        clock.advance(Duration.ofDays(11));
        nurtureEnds();
        assertThat(stage(ada)).isEqualTo(Stage.LEAD);

        did(ada, "meeting-booked", "trial-started");
        assertThat(stage(ada)).as("neither day nor cool-down holds it any more").isEqualTo(Stage.MQL);
    }

    @Test
    void whoAsksToBeContactedDoesNotWaitForTheDay() {
        var ada = added(Map.of());
        lifecycle.recordRejection(ada, "Later", today(clock).plusDays(60));

        did(ada, "demo-requested");

        assertThat(stage(ada)).isEqualTo(Stage.MQL);
    }

    @Test
    void aRecycledLeadStartsAfresh() {
        var ada = added(Map.of());
        did(ada, "meeting-booked");
        lifecycle.move(ada, Stage.OPPORTUNITY, "Deal", "test");
        lifecycle.closeLost(ada, "budget", LocalDate.parse("2026-09-01"));
        clock.advance(Duration.ofDays(1));

        lifecycle.move(ada, Stage.LEAD, "Recycled", "journey:opportunity");

        assertThat(scores.of(ada).points()).isZero();
        assertThat(scores.explain(ada)).isEmpty();
        clock.advance(Duration.ofDays(1));
        did(ada, "replied");
        assertThat(scores.of(ada).points()).isEqualTo(20);
    }

    @Test
    void silenceCoolsByItself() throws Exception {
        var ada = added(Map.of());
        did(ada, "demo-requested");
        assertThat(scores.of(ada).temperature()).isEqualTo(Temperature.HOT);
        events.clear();

        coolDown();
        assertThat(events.stream(LeadScored.class)).isEmpty();
        clock.advance(Duration.ofDays(8));
        assertThat(scores.of(ada).temperature()).isEqualTo(Temperature.WARM);
        coolDown();

        assertThat(events.stream(LeadScored.class))
                .singleElement()
                .satisfies(scored -> assertThat(scored.scores())
                        .singleElement()
                        .satisfies(score -> assertThat(score.temperature()).isEqualTo(Temperature.WARM)));
        coolDown();
        assertThat(events.stream(LeadScored.class)).hasSize(1);
    }

    @Test
    void activitiesAtOnceLoseNoPoint() throws Exception {
        var people = new ArrayList<ContactId>();
        for (int i = 0; i < 6; i++) {
            people.add(added(Map.of()));
        }
        var tasks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 16; i++) {
            var order = new ArrayList<>(people);
            Collections.rotate(order, i);
            tasks.add(() -> activities
                    .record(
                            order.stream()
                                    .map(id -> new NewActivity(id, "purchased", null, null, Map.of()))
                                    .toList(),
                            Lane.LIVE)
                    .size());
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isEqualTo(6);
            }
        }

        assertThat(people).allSatisfy(id -> assertThat(scores.of(id).points()).isEqualTo(16 * 50.0, within(1e-6)));
    }

    private void nurtureEnds() throws ClassNotFoundException {
        var ends = context.getBean(Class.forName("dev.trellis.lifecycle.NurtureEnds"));
        ReflectionTestUtils.invokeMethod(ends, "judge");
    }

    private void coolDown() throws ClassNotFoundException {
        var cooling = context.getBean(Class.forName("dev.trellis.scoring.Cooling"));
        ReflectionTestUtils.invokeMethod(cooling, "coolDown");
    }

    private void viewed(ContactId contact, String page) {
        activities.record(
                List.of(new NewActivity(contact, "page-viewed", null, null, Map.of("page", page))), Lane.LIVE);
    }

    private void did(ContactId contact, String... types) {
        for (var type : types) {
            activities.record(List.of(new NewActivity(contact, type, null, null, Map.of())), Lane.LIVE);
        }
    }

    private Stage stage(ContactId contact) {
        return lifecycle.find(contact).orElseThrow().stage();
    }

    private ContactId added(Map<String, String> profile) {
        var attributes = new HashMap<>(profile);
        attributes.remove("zone");
        attributes.remove("jobTitle");
        var taken = intake.add(
                NewContact.builder()
                        .email(Ids.next() + "@example.org")
                        .firstName("Ada")
                        .jobTitle(profile.get("jobTitle"))
                        .timeZone(profile.get("zone"))
                        .attributes(attributes)
                        .build(),
                Origin.live("test"));
        return Objects.requireNonNull(taken.id());
    }
}
