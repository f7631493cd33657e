package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.Complaints;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.handoff.Escalation;
import dev.trellis.handoff.HandoffAccepted;
import dev.trellis.handoff.HandoffKind;
import dev.trellis.handoff.HandoffPriority;
import dev.trellis.handoff.HandoffRequest;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Holdings;
import dev.trellis.handoff.WaitsFor;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which steps wait during a complaint, and for how long after it. It is Monday, nine o'clock, office hours in UTC. */
@SalesTest
class SalesRestTests {

    private static final Map<String, String> REMINDER = Map.of("template", "handoff-reminder", "to", "owner");
    private static final Map<String, String> DEADLINE = Map.of("due.acceptBy", "PT4H");
    private static final Map<String, String> HAND_OFF = Map.of("kind", "mql", "escalate", "true");

    private final Handoffs handoffs;
    private final Activities activities;
    private final SalesWorld world;
    private final SalesRest rest;
    private final EngineOutbox outbox = mock(EngineOutbox.class);

    private long visit = System.nanoTime();
    private ContactId ada = new ContactId(UUID.randomUUID());

    SalesRestTests(
            Handoffs handoffs,
            Holdings holdings,
            Activities activities,
            Complaints complaints,
            SalesWorld world,
            JdbcClient jdbc) {
        this.handoffs = handoffs;
        this.activities = activities;
        this.world = world;
        this.rest = new SalesRest(
                complaints, new RestingSteps(jdbc), handoffs, holdings, world.lifecycle(), outbox, world.clock());
    }

    @BeforeEach
    void adaIsWithSales() {
        world.reset();
        ada = world.contact(Stage.MQL);
    }

    @Test
    void nothingWaitsWhereNobodyComplains() {
        open();

        assertThat(before("send-email", REMINDER)).isEmpty();
        assertThat(before("look-up-contact", DEADLINE)).isEmpty();
        assertThat(before("hand-off-to-sales", HAND_OFF)).isEmpty();
        assertThat(before("create-task", Map.of("kind", "call"))).isEmpty();
    }

    @Test
    void whatSellsWaitsAndWhatDoesNotGoesOn() {
        told("complaint-opened");

        assertThat(before("look-up-contact", DEADLINE)).isPresent();
        assertThat(before("hand-off-to-sales", Map.of("kind", "mql"))).isPresent();
        assertThat(before("create-task", Map.of("kind", "gift"))).isPresent();

        assertThat(before("look-up-contact", Map.of("facts", "score"))).isEmpty();
        assertThat(before("hand-off-to-sales", Map.of("kind", "customer"))).isEmpty();
        assertThat(before("create-task", Map.of("kind", "review"))).isEmpty();
        assertThat(before("create-task", Map.of("kind", "call", "sells", "false")))
                .isEmpty();
        assertThat(before("send-email", Map.of("template", "receipt"))).isEmpty();
        assertThat(before("change-stage", Map.of("stage", "lead"))).isEmpty();
    }

    @Test
    void aReminderThatComesDuringAComplaintComesBackWithTheTimeThatWasLeft() {
        open();
        world.pass(Duration.ofHours(1));
        told("complaint-opened");
        world.pass(Duration.ofHours(1));
        var reminder = job("send-email", REMINDER);
        assertThat(rest.before(reminder, ada)).containsInstanceOf(JobResult.Held.class);
        world.pass(Duration.ofHours(24));

        told("complaint-closed");
        rest.on(new ActivitiesRecorded(List.of(closed()), Lane.LIVE));

        verify(outbox).redeliver(reminder.key());
        assertThat(rest.before(reminder, ada)).contains(JobResult.held(Duration.ofHours(1)));
        world.pass(Duration.ofHours(1));
        assertThat(rest.before(reminder, ada)).isEmpty();
        assertThat(before("look-up-contact", DEADLINE)).isPresent();
    }

    @Test
    void aTimerThatFiresAfterAComplaintWaitsForWhatThatTookAndWhatFollowsItDoesNotWaitAgain() {
        open();
        world.pass(Duration.ofHours(1));
        told("complaint-opened");
        world.pass(Duration.ofHours(2));
        told("complaint-closed");
        world.pass(Duration.ofHours(1));

        var deadline = job("look-up-contact", DEADLINE);
        assertThat(rest.before(deadline, ada)).contains(JobResult.held(Duration.ofHours(2)));
        world.pass(Duration.ofHours(2));
        assertThat(rest.before(deadline, ada)).isEmpty();

        assertThat(before("hand-off-to-sales", HAND_OFF)).isEmpty();
        assertThat(before("send-email", REMINDER)).isEmpty();
    }

    @Test
    void anAnswerDuringTheComplaintEndsTheWaitAndNobodyIsRemindedOfWhatIsAnswered() {
        var handoff = open();
        told("complaint-opened");
        var reminder = job("send-email", REMINDER);
        var deadline = job("look-up-contact", DEADLINE);
        rest.before(reminder, ada);
        rest.before(deadline, ada);

        var accepted = handoffs.accept(handoff, "sam@example.com", "sam@example.com");
        rest.on(new HandoffAccepted(List.of(accepted)));

        verify(outbox).redeliver(deadline.key());
        assertThat(rest.before(reminder, ada))
                .contains(JobResult.completed(Map.of("outcome", "cancelled", "sendId", "")));
        assertThat(rest.before(deadline, ada)).isEmpty();
        assertThat(before("hand-off-to-sales", HAND_OFF)).isEmpty();
    }

    @Test
    void anEscalationOfWhatWasRejectedMeanwhileHearsOfItAndHandsNothingOffAgain() {
        var handoff = open();
        handoffs.reject(handoff, "not-ready", null, null, "sam@example.com");

        var opening = handoffs.open(request(Escalation.ANOTHER));

        assertThat(opening.answer()).containsEntry("decision", "rejected");
        assertThat(handoffs.of(ada)).hasSize(1);
    }

    @Test
    void whoWaitsForNothingIsNotWoken() {
        told("complaint-opened");
        rest.on(new ActivitiesRecorded(List.of(closed()), Lane.LIVE));

        verify(outbox, never()).redeliver(anyLong());
    }

    private Activity closed() {
        return new Activity(
                UUID.randomUUID(),
                ada,
                "complaint-closed",
                world.clock().instant(),
                world.clock().instant(),
                Map.of());
    }

    private Optional<JobResult> before(String type, Map<String, String> headers) {
        return rest.before(job(type, headers), ada);
    }

    private Job job(String type, Map<String, String> headers) {
        visit++;
        return new Job(
                visit,
                type,
                visit,
                ada.value().getMostSignificantBits(),
                "mql",
                1,
                "step",
                3,
                headers,
                Map.of("contactId", ada.toString(), "stageEntry", 1));
    }

    private UUID open() {
        return handoffs.open(request(Escalation.NONE)).handoff().id();
    }

    private HandoffRequest request(Escalation escalation) {
        visit++;
        return new HandoffRequest(
                ada,
                HandoffKind.MQL,
                1,
                "nobody",
                HandoffPriority.HIGH,
                null,
                WaitsFor.DECISION,
                escalation,
                visit,
                visit);
    }

    private void told(String type) {
        activities.record(List.of(new NewActivity(ada, type, null, null, Map.of())), Lane.LIVE);
    }
}
