package dev.trellis.handoff;

import static dev.trellis.handoff.SalesTeams.ADA;
import static dev.trellis.handoff.SalesTeams.BOB;
import static dev.trellis.handoff.SalesTeams.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.WorkingTime;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Hand-offs that somebody gives to somebody else. */
@SalesTest
@RecordApplicationEvents
class GivenHandoffsTests {

    private static final String LEA = "lea@example.com";

    private final Handoffs handoffs;
    private final Holdings holdings;
    private final ServiceLevels levels;
    private final Owners owners;
    private final Tasks tasks;
    private final Teams teams;
    private final SalesWorld world;
    private final MockMvcTester mvc;

    GivenHandoffsTests(
            Handoffs handoffs,
            Holdings holdings,
            ServiceLevels levels,
            Owners owners,
            Tasks tasks,
            Teams teams,
            SalesWorld world,
            HandoffController controller) {
        this.handoffs = handoffs;
        this.holdings = holdings;
        this.levels = levels;
        this.owners = owners;
        this.tasks = tasks;
        this.teams = teams;
        this.world = world;
        this.mvc = MockMvcTester.of(controller);
    }

    @BeforeEach
    void threePeopleInSales() {
        world.reset();
        teams.save(SalesTeams.of(LEA, member(ADA), member(BOB), member(LEA)));
    }

    @Test
    void whatIsOpenStaysOpenWithTimeToAnswer(ApplicationEvents events) {
        var contact = world.contact(Stage.MQL);
        var opened = handoffs.open(HandoffRequests.of(contact)).handoff();
        world.pass(Duration.ofHours(2));

        var given = handoffs.giveTo(opened.id(), " Bob@Example.com", "speaks Dutch", LEA);

        assertThat(given.state()).isEqualTo(HandoffState.OPEN);
        assertThat(given.owner()).isEqualTo(BOB);
        assertThat(given.assignedBecause()).isEqualTo("given by lea@example.com: speaks Dutch");
        assertThat(Duration.between(opened.dueAt(), given.dueAt())).isEqualTo(Duration.ofHours(2));
        assertThat(owners.of(contact).map(Owner::email)).contains(BOB);
        assertThat(handoffs.history(opened.id()))
                .last()
                .extracting(HandoffEvent::action, HandoffEvent::actor, HandoffEvent::owner, HandoffEvent::note)
                .containsExactly("assigned", LEA, BOB, "speaks Dutch");
        assertThat(events.stream(HandoffAssigned.class)).hasSize(1);
    }

    @Test
    void anotherOwnerOfTheContactStays() {
        var contact = world.contact(Stage.MQL);
        var opened = handoffs.open(HandoffRequests.of(contact)).handoff();
        owners.give(contact, LEA, "test");

        var unused = handoffs.giveTo(opened.id(), BOB, null, LEA);

        assertThat(owners.of(contact).map(Owner::email)).contains(LEA);
    }

    @Test
    void whatIsAcceptedStaysAcceptedAndNobodyIsAskedAgain() {
        var id = handoffs.open(HandoffRequests.of(world.contact(Stage.MQL)))
                .handoff()
                .id();
        world.pass(Duration.ofHours(1));
        var accepted = handoffs.accept(id, ADA, ADA);
        world.pass(Duration.ofHours(2));

        var given = handoffs.giveTo(id, BOB, null, ADA);

        assertThat(given.state()).isEqualTo(HandoffState.ACCEPTED);
        assertThat(given.acceptedAt()).isEqualTo(accepted.acceptedAt());
        assertThat(given.dueAt()).isEqualTo(accepted.dueAt());
        assertThat(holdings.of(id))
                .extracting(
                        Holding::holder,
                        Holding::ended,
                        holding -> holding.worked().toHours())
                .containsExactly(tuple(ADA, "given", 3L), tuple(BOB, null, 0L));
        assertThat(levels.report(LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 8))
                        .people())
                .extracting(ServiceLevel::person)
                .containsExactly(ADA);
    }

    @Test
    void itsOpenTasksGoWithIt() {
        var contact = world.contact(Stage.MQL);
        var id = handoffs.open(HandoffRequests.of(contact)).handoff().id();
        handoffs.accept(id, ADA, ADA);
        var ofHandoff = task(contact, "call", id);
        var ofNothing = task(contact, "other", null);
        var done = task(contact, "done", id);
        tasks.done(done, ADA);

        var unused = handoffs.giveTo(id, BOB, null, LEA);

        assertThat(tasks.find(ofHandoff).orElseThrow().owner()).isEqualTo(BOB);
        assertThat(tasks.find(ofNothing).orElseThrow().owner()).isEqualTo(ADA);
        assertThat(tasks.find(done).orElseThrow().owner()).isEqualTo(ADA);
    }

    @Test
    void onlyWhatIsPendingGoesToAMemberWhoHasItNot() {
        var id = handoffs.open(HandoffRequests.of(world.contact(Stage.MQL)))
                .handoff()
                .id();
        var owner = String.valueOf(handoffs.require(id).owner());

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.giveTo(id, "nobody@example.com", null, LEA))
                .withMessage("nobody@example.com is in no team");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.giveTo(id, owner, null, LEA))
                .withMessageContaining("has this hand-off already");
        handoffs.reject(id, "wrong-fit", null, null, ADA);
        assertThatExceptionOfType(HandoffDecidedException.class)
                .isThrownBy(() -> handoffs.giveTo(id, BOB, null, LEA))
                .withMessageContaining("cannot be given to anybody any more: it was rejected by " + ADA);
    }

    @Test
    void aProgramGivesItAsWell() {
        var id = handoffs.open(HandoffRequests.of(world.contact(Stage.MQL)))
                .handoff()
                .id();

        assertThat(mvc.post()
                        .uri("/api/handoffs/" + id + "/assign")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"owner\": \"lea@example.com\"}"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"state\": \"open\", \"owner\": \"lea@example.com\"}");
    }

    private UUID task(ContactId contact, String key, @Nullable UUID handoff) {
        return tasks.open(
                        new NewTask(contact, TaskKind.CALL, "Call", null, "sales", WorkingTime.parse("PT4H"), null, key)
                                .ofHandoff(handoff))
                .orElseThrow()
                .id();
    }
}
