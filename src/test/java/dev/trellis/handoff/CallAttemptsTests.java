package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.WorkingTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@SalesTest
class CallAttemptsTests {

    private static final String SAM = "sam@example.com";

    private final Tasks tasks;
    private final Activities activities;
    private final SalesWorld world;
    private final MockMvcTester mvc;

    CallAttemptsTests(Tasks tasks, Activities activities, SalesWorld world, TaskController controller) {
        this.tasks = tasks;
        this.activities = activities;
        this.world = world;
        this.mvc = MockMvcTester.of(controller);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void whoIsNotReachedIsCalledAgainAtAnotherTimeOfTheDayAndThreeTimesInAll() {
        var task = open(TaskKind.CALL);

        var second = tasks.called(task.id(), CallOutcome.NO_ANSWER, null, 0, SAM);
        var third = tasks.called(task.id(), CallOutcome.LEFT_MESSAGE, "asked to call back", 1, SAM);
        var over = tasks.called(task.id(), CallOutcome.NO_ANSWER, null, 2, SAM);

        assertThat(second.state()).isEqualTo(Task.State.OPEN);
        assertThat(second.dueAt()).isEqualTo(Instant.parse("2026-03-03T12:00:00Z"));
        assertThat(third.dueAt()).isEqualTo(Instant.parse("2026-03-04T13:00:00Z"));
        assertThat(over.state()).isEqualTo(Task.State.DONE);
        assertThat(over.attempts()).isEqualTo(3);
        assertThat(over.closedBy()).isEqualTo(SAM);
        assertThat(activities.timeline(task.contactId(), null, 10).items())
                .hasSize(3)
                .allSatisfy(call -> assertThat(call.type()).isEqualTo("call-logged"))
                .extracting(call -> call.properties().get("outcome") + " "
                        + call.properties().get("attempt"))
                .containsExactlyInAnyOrder("no-answer 1", "left-message 2", "no-answer 3");
    }

    @ParameterizedTest
    @EnumSource(names = {"REACHED", "WRONG_NUMBER"})
    void whatNeedsNoOtherTryIsDone(CallOutcome outcome) {
        var task = open(TaskKind.CALL);

        assertThat(tasks.called(task.id(), outcome, null, null, SAM).state()).isEqualTo(Task.State.DONE);

        assertThatExceptionOfType(TaskClosedException.class)
                .isThrownBy(() -> tasks.called(task.id(), CallOutcome.NO_ANSWER, null, null, "eve"))
                .withMessageContaining(SAM);
        assertThat(activities.timeline(task.contactId(), null, 10).items()).hasSize(1);
    }

    @Test
    void oneCallThatTwoLogIsLoggedOnce() {
        var task = open(TaskKind.CALL);
        tasks.called(task.id(), CallOutcome.NO_ANSWER, null, 0, SAM);

        assertThatExceptionOfType(TaskClosedException.class)
                .isThrownBy(() -> tasks.called(task.id(), CallOutcome.NO_ANSWER, null, 0, "eve"));

        assertThat(tasks.find(task.id()).orElseThrow().attempts()).isEqualTo(1);
    }

    @Test
    void onlyACallIsLoggedAsOne() {
        var gift = open(TaskKind.GIFT);

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> tasks.called(gift.id(), CallOutcome.REACHED, null, null, SAM))
                .withMessageContaining("gift");
        assertThatExceptionOfType(TaskNotFoundException.class)
                .isThrownBy(() -> tasks.called(UUID.randomUUID(), CallOutcome.REACHED, null, null, SAM));
    }

    @Test
    void overTheApiAnOutcomeIsAWordOfTheList() {
        var task = open(TaskKind.CALL);

        assertThat(mvc.post()
                        .uri("/api/tasks/" + task.id() + "/called")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"outcome\": \"left-message\", \"attempts\": 0}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.attempts")
                .isEqualTo(1);
        assertThat(mvc.post()
                        .uri("/api/tasks/" + task.id() + "/called")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"outcome\": \"reached\", \"attempts\": 0}"))
                .hasStatus(409);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> CallOutcome.of("shouted"))
                .withMessageContaining("reached, no-answer, left-message, wrong-number");
    }

    private Task open(TaskKind kind) {
        ContactId contact = world.contact(Stage.SQL);
        return tasks.open(new NewTask(
                        contact, kind, "Call them", null, Teams.SALES, WorkingTime.parse("P1D"), null, null))
                .orElseThrow();
    }
}
