package dev.trellis.handoff;

import static dev.trellis.handoff.SalesTeams.ADA;
import static dev.trellis.handoff.SalesTeams.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.HandRaised;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.WorkingTime;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;

/** What people are to do for a contact. */
@SalesTest
class TasksTests {

    private final Teams teams;
    private final Owners owners;
    private final Tasks tasks;
    private final SalesWorld world;
    private final ApplicationEventPublisher publisher;

    TasksTests(Teams teams, Owners owners, Tasks tasks, SalesWorld world, ApplicationEventPublisher publisher) {
        this.teams = teams;
        this.owners = owners;
        this.tasks = tasks;
        this.world = world;
        this.publisher = publisher;
    }

    @BeforeEach
    void twoPeopleInSales() {
        world.reset();
        teams.save(SalesTeams.of(null, SalesTeams.member(ADA), SalesTeams.member(BOB)));
    }

    @Test
    void aHandRaiseOfSomebodyWeKnowIsOneTaskForTheOwner() {
        var contact = world.contact(Stage.CUSTOMER);
        owners.give(contact, BOB, "test");
        var raised = new HandRaised(contact, Stage.CUSTOMER, "demo-requested", SalesWorld.START);

        publisher.publishEvent(raised);
        publisher.publishEvent(raised);

        assertThat(tasks.of(contact)).singleElement().satisfies(task -> {
            assertThat(task.owner()).isEqualTo(BOB);
            assertThat(task.kind()).isEqualTo(TaskKind.CALL);
            assertThat(task.dueAt()).isEqualTo(SalesWorld.START.plus(Duration.ofHours(4)));
        });
    }

    @Test
    void nobodyIsAskedToCallWhoMayNotBeCalled() {
        var contact = world.contact(Stage.CUSTOMER);
        var call = new NewTask(contact, TaskKind.CALL, "Call", null, "sales", WorkingTime.parse("P1D"), 7L, null);
        var before = tasks.open(call).orElseThrow();
        world.set(contact, "do_not_call", true);

        assertThat(tasks.page(TaskFilter.ALL, null, 10).items()).isEmpty();
        assertThat(tasks.open(call)).contains(before);
        assertThat(tasks.open(
                        new NewTask(contact, TaskKind.CALL, "Call", null, "sales", WorkingTime.parse("P1D"), 8L, null)))
                .isEmpty();
        assertThat(tasks.open(new NewTask(
                        contact, TaskKind.GIFT, "Send a card", null, "sales", WorkingTime.parse("P1D"), 9L, null)))
                .isPresent();
    }

    @Test
    void aTaskIsDoneOnce() {
        var contact = world.contact(Stage.CUSTOMER);
        var task = tasks.open(new NewTask(
                        contact, TaskKind.GIFT, "Send a card", null, "sales", WorkingTime.parse("P1D"), 9L, null))
                .orElseThrow();

        assertThat(tasks.done(task.id(), "ada").state()).isEqualTo(Task.State.DONE);

        assertThatExceptionOfType(TaskClosedException.class)
                .isThrownBy(() -> tasks.done(task.id(), "bob"))
                .withMessageContaining("done by ada");
        assertThatExceptionOfType(TaskNotFoundException.class).isThrownBy(() -> tasks.done(UUID.randomUUID(), "bob"));
    }
}
