package dev.trellis.handoff;

import static dev.trellis.handoff.SalesTeams.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.Lane;
import dev.trellis.platform.WorkingTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What becomes of the deadlines of sales while somebody complains. It is Monday, nine o'clock. */
@SalesTest
class SalesPauseTests {

    private static final String SAM = "sam@example.com";
    private static final String KIM = "kim@example.com";

    private final Handoffs handoffs;
    private final Holdings holdings;
    private final Tasks tasks;
    private final Teams teams;
    private final Activities activities;
    private final SalesWorld world;
    private final MockMvcTester mvc;

    SalesPauseTests(
            Handoffs handoffs,
            Holdings holdings,
            Tasks tasks,
            Teams teams,
            Activities activities,
            SalesWorld world,
            HandoffController controller,
            TaskController taskController) {
        this.handoffs = handoffs;
        this.holdings = holdings;
        this.tasks = tasks;
        this.teams = teams;
        this.activities = activities;
        this.world = world;
        this.mvc = MockMvcTester.of(controller, taskController);
    }

    @BeforeEach
    void samSellsAlone() {
        world.reset();
        teams.save(SalesTeams.of(null, member(SAM)));
    }

    @Test
    void aHandoffsClockStandsStillDuringAComplaintAndGoesOnWithWhatWasLeft() {
        var contact = world.contact(Stage.MQL);
        var id = open(contact, HandoffKind.MQL);
        world.pass(Duration.ofHours(3));
        told(contact, "complaint-opened");
        world.pass(Duration.ofDays(2));

        assertThat(handoffs.require(id).isLate(now())).isFalse();
        assertThat(mvc.get().uri("/api/handoffs/" + id)).bodyJson().isLenientlyEqualTo("""
                {"late": false, "pausedAt": "2026-03-02T12:00:00Z",
                 "pausedBecause": "the contact has an open complaint"}""");

        world.pass(Duration.ofHours(3));
        told(contact, "complaint-closed");

        assertThat(handoffs.require(id).dueAt()).isEqualTo(Instant.parse("2026-03-04T16:00:00Z"));
        world.pass(Duration.ofMinutes(30));
        handoffs.accept(id, null, SAM);
        assertThat(handoffs.history(id))
                .extracting(HandoffEvent::action)
                .containsExactly("opened", "paused", "resumed", "accepted");
        assertThat(holdings.of(id))
                .extracting(Holding::dueAt, Holding::answeredAfter, holding -> holding.isLate(now()))
                .containsExactly(tuple(
                        Instant.parse("2026-03-04T16:00:00Z"),
                        Duration.ofHours(3).plusMinutes(30),
                        false));
    }

    @Test
    void whoIsGivenItDuringAComplaintHasWhatWasLeft() {
        var contact = world.contact(Stage.MQL);
        var id = open(contact, HandoffKind.MQL);
        teams.save(SalesTeams.of(null, member(SAM), member(KIM)));
        world.pass(Duration.ofHours(3));
        told(contact, "complaint-opened");
        world.pass(Duration.ofHours(1));

        var given = handoffs.giveTo(id, KIM, null, SAM);
        world.pass(Duration.ofHours(1));
        told(contact, "complaint-closed");

        assertThat(given.isPaused()).isTrue();
        assertThat(handoffs.require(id).dueAt()).isEqualTo(Instant.parse("2026-03-02T15:00:00Z"));
    }

    @Test
    void whatWasLateBeforeTheComplaintIsLateAfterIt() {
        var contact = world.contact(Stage.MQL);
        var id = open(contact, HandoffKind.MQL);
        world.pass(Duration.ofHours(5));
        assertThat(handoffs.require(id).isLate(now())).isTrue();

        told(contact, "complaint-opened");
        assertThat(handoffs.require(id).isLate(now())).isFalse();
        told(contact, "complaint-closed");

        assertThat(handoffs.require(id).isLate(now())).isTrue();
        assertThat(handoffs.require(id).dueAt()).isEqualTo(Instant.parse("2026-03-02T13:00:00Z"));
    }

    @Test
    void lookingAfterACustomerDoesNotWait() {
        var contact = world.contact(Stage.CUSTOMER);
        var id = open(contact, HandoffKind.CUSTOMER);
        var care = tasks.open(task(contact, TaskKind.CALL).asCare()).orElseThrow();

        told(contact, "complaint-opened");

        assertThat(handoffs.require(id).isPaused()).isFalse();
        assertThat(tasks.find(care.id()).orElseThrow().isPaused()).isFalse();
    }

    @Test
    void aTaskThatSellsWaitsWithTheReasonAndIsDueLaterWhetherItCameBeforeTheComplaintOrDuringIt() {
        var contact = world.contact(Stage.CUSTOMER);
        var before = tasks.open(task(contact, TaskKind.GIFT)).orElseThrow();
        world.pass(Duration.ofHours(1));
        told(contact, "complaint-opened");
        told(contact, "complaint-opened");
        var during = tasks.open(task(contact, TaskKind.FOLLOW_UP)).orElseThrow();
        var review = tasks.open(task(contact, TaskKind.REVIEW)).orElseThrow();
        world.pass(Duration.ofDays(7));

        assertThat(List.of(before, during, review))
                .extracting(each -> waiting(each.id()))
                .containsExactly(true, true, false);
        assertThat(tasks.find(before.id()).orElseThrow().isLate(now())).isFalse();
        assertThat(mvc.get().uri("/api/tasks?contactId=" + contact)).bodyJson().isLenientlyEqualTo("""
                {"items": [{"kind": "gift", "pausedBecause": "the contact has an open complaint"},
                           {"kind": "follow-up", "pausedBecause": "the contact has an open complaint"},
                           {"kind": "review", "pausedBecause": null}]}""");

        told(contact, "complaint-closed");

        // Two working hours each: one was left of the first.
        assertThat(tasks.find(before.id()).orElseThrow().dueAt()).isEqualTo(Instant.parse("2026-03-09T11:00:00Z"));
        assertThat(tasks.find(during.id()).orElseThrow().dueAt()).isEqualTo(Instant.parse("2026-03-09T12:00:00Z"));
        assertThat(waiting(before.id())).isFalse();
    }

    private boolean waiting(UUID task) {
        return tasks.find(task).orElseThrow().isPaused();
    }

    private UUID open(ContactId contact, HandoffKind kind) {
        return handoffs.open(new HandoffRequest(
                        contact,
                        kind,
                        1,
                        "sales",
                        HandoffPriority.HIGH,
                        null,
                        WaitsFor.DECISION,
                        Escalation.NONE,
                        1,
                        System.nanoTime()))
                .handoff()
                .id();
    }

    private static NewTask task(ContactId contact, TaskKind kind) {
        return new NewTask(contact, kind, "Card", null, "sales", WorkingTime.parse("PT2H"), null, null);
    }

    private void told(ContactId contact, String type) {
        activities.record(List.of(new NewActivity(contact, type, null, null, Map.of())), Lane.LIVE);
    }

    private Instant now() {
        return world.clock().instant();
    }
}
