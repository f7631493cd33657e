package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.contact.ContactId;
import dev.trellis.email.TrackingLinks;
import dev.trellis.feedback.Feedbacks;
import dev.trellis.nurturing.World.Entry;
import dev.trellis.testing.Database;
import dev.trellis.testing.Mails;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@TrellisTest
class LifecycleProcessTests {

    private static final String SALES = "sam@example.com";

    private final World world;
    private final Time time;
    private final Mails mails;
    private final Feedbacks feedbacks;
    private final TrackingLinks links;

    LifecycleProcessTests(
            @LocalServerPort int port,
            Time time,
            Mails mails,
            Database database,
            Feedbacks feedbacks,
            TrackingLinks links) {
        this.world = new World(port, time, database);
        this.time = time;
        this.mails = mails;
        this.feedbacks = feedbacks;
        this.links = links;
    }

    @BeforeEach
    void startOnAMonday() {
        world.mondayMorning();
    }

    @Test
    void oneContactGoesThroughAllSevenStages() {
        var ada = world.subscriber("ada.all@example.com");

        var subscribed = time.now();
        var hello = world.awaitSent(ada, "welcome-hello");
        assertThat(hello).isCloseTo(subscribed, within(5, ChronoUnit.MINUTES));
        world.pass(Duration.ofDays(2));
        var bestOf = world.awaitSent(ada, "welcome-best-of");
        assertThat(Duration.between(hello, bestOf)).isBetween(Duration.ofDays(2), Duration.ofDays(3));
        world.pass(Duration.ofDays(4));
        var preferences = world.awaitSent(ada, "welcome-preferences");
        assertThat(Duration.between(bestOf, preferences)).isBetween(Duration.ofDays(4), Duration.ofDays(6));
        assertIsAWorkingHour(preferences);

        var answered = time.now();
        world.choosesTopics(links.preferences(new ContactId(ada.id())), "newsletter", "product", "offers");
        world.awaitStage(ada, "lead");
        assertThat(world.enteredLast(ada)).isCloseTo(answered, within(5, ChronoUnit.MINUTES));
        var problem = world.awaitSent(ada, "lead-1-problem");
        assertThat(day(problem)).as("one marketing mail a day").isEqualTo(day(preferences) + 1);

        var raised = time.now();
        world.did(ada, "demo-requested");
        world.awaitStage(ada, "mql");
        assertThat(world.enteredLast(ada)).isCloseTo(raised, within(5, ChronoUnit.MINUTES));
        world.handoff(ada, "mql", "open");
        world.pass(Duration.ofSeconds(20));
        var alert = world.awaitSent(ada, "handoff-alert");
        assertThat(alert).isCloseTo(raised, within(5, ChronoUnit.MINUTES));
        world.accept(ada, "mql");
        world.qualify(ada, "mql");

        world.awaitStage(ada, "sql");
        world.handoff(ada, "sql", "open");
        world.pass(Duration.ofSeconds(20));
        world.awaitSent(ada, "closer-alert");
        world.accept(ada, "sql");
        world.awaitSent(ada, "sql-next-steps");

        var opened = time.now();
        var deal = world.openDeal(ada);
        world.awaitStage(ada, "opportunity");
        world.pass(Duration.ofDays(2));
        var guide = world.awaitSent(ada, "deal-proposal-guide");
        assertThat(Duration.between(opened, guide)).isBetween(Duration.ofDays(2), Duration.ofDays(5));

        var won = time.now();
        world.win(deal, "{}");
        world.awaitStage(ada, "customer");
        assertThat(world.enteredLast(ada)).isCloseTo(won, within(5, ChronoUnit.MINUTES));
        var welcome = world.awaitSent(ada, "customer-welcome");
        world.accept(ada, "customer");
        world.awaitSent(ada, "onboarding-start");
        world.pass(Duration.ofDays(7));
        var firstWin = world.awaitSent(ada, "customer-first-win");
        assertThat(Duration.between(welcome, firstWin)).isBetween(Duration.ofDays(7), Duration.ofDays(11));
        world.awaitSent(ada, "onboarding-checkin");
        world.pass(Duration.ofDays(7));
        world.pass(Duration.ofDays(14));
        var tips = world.awaitSent(ada, "customer-tips");
        assertThat(Duration.between(firstWin, tips)).isBetween(Duration.ofDays(21), Duration.ofDays(25));
        world.pass(Duration.ofDays(30));
        var question = world.awaitSent(ada, "nps-ask");
        assertThat(Duration.between(tips, question)).isBetween(Duration.ofDays(30), Duration.ofDays(34));
        world.awaitSent(ada, "onboarding-done");

        feedbacks.answer(world.lastQuestion(ada), 10, "They answer the phone");
        time.settle();
        world.pass(Duration.ofDays(7));
        var ask = world.awaitSent(ada, "referral-ask");
        assertThat(Duration.between(question, ask)).isBetween(Duration.ofDays(7), Duration.ofDays(12));

        var converted = time.now();
        world.referralBuys(ada, "bob.all@example.com");
        world.awaitStage(ada, "evangelist");
        assertThat(world.enteredLast(ada)).isCloseTo(converted, within(5, ChronoUnit.MINUTES));
        world.awaitSent(ada, "evangelist-thanks");

        assertThat(world.history(ada))
                .extracting(Entry::stage)
                .containsExactly("subscriber", "lead", "mql", "sql", "opportunity", "customer", "evangelist");
        assertThat(world.mails(ada).stream()
                        .filter(mail -> mail.to().equals(SALES))
                        .filter(mail -> mail.state().equals("sent")))
                .extracting(World.Sent::template)
                .containsExactly("handoff-alert", "closer-alert", "task-assigned", "task-assigned");
        assertThat(mails.subjectsTo(ada.email()))
                .containsExactlyInAnyOrderElementsOf(world.mails(ada).stream()
                        .filter(mail ->
                                mail.to().equals(ada.email()) && mail.state().equals("sent"))
                        .map(World.Sent::subject)
                        .toList())
                .contains(
                        "What you will get from us, and how often",
                        "Three habits that calm a busy week",
                        "Would you rather get less from us, or something else?",
                        "Why the plan is wrong by ten o'clock",
                        "What happens now, and how long it takes",
                        "How to read our proposal in five minutes",
                        "Welcome. Here is who to call",
                        "The quickest thing your customers will notice",
                        "One question, one tap",
                        "Who else should know?",
                        "Thank you, and this is not a request");
    }

    @Test
    void aLostDealIsFollowedByAQuietTimeAndAFreshStart() {
        var eve = world.contact("eve.lost@example.com", "lead");
        world.awaitSent(eve, "lead-1-problem");
        var deal = world.openDeal(eve);
        world.awaitStage(eve, "opportunity");

        var lost = time.now();
        world.lose(deal, """
                {"reason": "timing"}""");
        time.settle();
        var standing = world.get("/api/contacts/" + eve.id() + "/stage");
        assertThat(standing).containsEntry("stage", "opportunity").containsEntry("closedLost", true);
        assertThat(standing.get("recycleOn"))
                .isEqualTo(
                        lost.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(90).toString());

        world.pass(Duration.ofDays(40));
        world.pass(Duration.ofDays(40));
        assertThat(world.sent(eve)).as("nothing in the quiet time").containsExactly("lead-1-problem");
        assertThat(world.stages(eve)).containsExactly("lead", "opportunity");

        world.pass(Duration.ofDays(10));
        world.awaitStage(eve, "lead");
        assertThat(Duration.between(lost, world.enteredLast(eve))).isBetween(Duration.ofDays(89), Duration.ofDays(91));
        assertThat(world.get("/api/contacts/" + eve.id() + "/stage")).containsEntry("closedLost", false);
        assertThat(world.mails(eve).stream().filter(mail -> mail.template().equals("recycled-notice")))
                .singleElement()
                .satisfies(mail -> {
                    assertThat(mail.to()).isEqualTo("marketing@example.com");
                    assertThat(mail.state()).isEqualTo("sent");
                });

        world.pass(Duration.ofDays(5));
        var back = world.awaitSent(eve, "returning-1-news");
        assertThat(Duration.between(world.enteredLast(eve), back)).isBetween(Duration.ofDays(5), Duration.ofDays(9));
        assertThat(mails.subjectsTo(eve.email()))
                .containsExactly("Why the plan is wrong by ten o'clock", "What is different since we last spoke");
    }

    @Test
    void aSubscriberCanBecomeAnSqlAtOnce() {
        var sid = world.subscriber("sid.skip@example.com");
        world.awaitSent(sid, "welcome-hello");

        world.moveQualified(sid, "sql", "Met at the fair, ready to buy");
        world.awaitStage(sid, "sql");
        world.handoff(sid, "sql", "open");
        world.pass(Duration.ofSeconds(20));
        world.awaitSent(sid, "closer-alert");
        world.accept(sid, "sql");
        world.awaitSent(sid, "sql-next-steps");
        world.pass(Duration.ofDays(7));

        assertThat(world.stages(sid)).containsExactly("subscriber", "sql");
        assertThat(world.sent(sid))
                .as("no welcome goes on")
                .containsExactly("welcome-hello", "closer-alert", "sql-next-steps");
    }

    @Test
    void whoUnsubscribesGetsNoMoreMarketingButTheLifecycleGoesOn() {
        var uma = world.contact("uma.quiet@example.com", "lead");
        world.awaitSent(uma, "lead-1-problem");
        world.withdrawsEverything(uma);
        // Four days, twice as long for the cold, and a little spread.
        world.pass(Duration.ofDays(9));
        assertThat(world.awaitMail(uma, "lead-2-guide").state()).isEqualTo("suppressed");

        world.did(uma, "demo-requested");
        world.awaitStage(uma, "mql");
        world.handoff(uma, "mql", "open");
        world.pass(Duration.ofSeconds(20));
        world.awaitSent(uma, "handoff-alert");
        world.accept(uma, "mql");
        world.qualify(uma, "mql");
        world.awaitStage(uma, "sql");
        world.accept(uma, "sql");
        world.awaitSent(uma, "sql-next-steps");
        world.win(world.openDeal(uma), "{}");
        world.awaitStage(uma, "customer");
        world.awaitSent(uma, "customer-welcome");
        world.pass(Duration.ofDays(8));
        assertThat(world.awaitMail(uma, "customer-first-win").state()).isEqualTo("suppressed");

        assertThat(world.stages(uma)).containsExactly("lead", "mql", "sql", "opportunity", "customer");
        assertThat(mails.subjectsTo(uma.email()))
                .startsWith("Why the plan is wrong by ten o'clock")
                .doesNotContain(
                        "How to plan a week that survives Monday",
                        "A short hello, and one question",
                        "The quickest thing your customers will notice")
                .contains("What happens now, and how long it takes", "Welcome. Here is who to call");
    }

    private static long day(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    }

    private static void assertIsAWorkingHour(Instant moment) {
        var local = moment.atOffset(ZoneOffset.UTC);
        assertThat(local.getDayOfWeek()).isNotIn(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
        assertThat(local.getHour()).isBetween(9, 16);
    }
}
