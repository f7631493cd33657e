package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactsUpdated;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Loss;
import dev.trellis.deal.NewDeal;
import dev.trellis.deal.NewQuote;
import dev.trellis.deal.Quote;
import dev.trellis.deal.Quotes;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.deal.Win;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageChanged;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.platform.Lane;
import dev.trellis.platform.WorkingTime;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What nobody has to do any more, and why. */
@SalesTest
class CancelledTasksTests {

    private static final String SAM = "sam@example.com";
    private static final LocalDate TODAY = LocalDate.ofInstant(SalesWorld.START, ZoneOffset.UTC);

    private final Tasks tasks;
    private final Handoffs handoffs;
    private final Deals deals;
    private final Quotes quotes;
    private final SalesWorld world;
    private final ApplicationEventPublisher events;
    private final MockMvcTester mvc;

    CancelledTasksTests(
            Tasks tasks,
            Handoffs handoffs,
            Deals deals,
            Quotes quotes,
            SalesWorld world,
            ApplicationEventPublisher events,
            TaskController controller) {
        this.tasks = tasks;
        this.handoffs = handoffs;
        this.deals = deals;
        this.quotes = quotes;
        this.world = world;
        this.events = events;
        this.mvc = MockMvcTester.of(controller);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void whatWasToBeDoneAboutAHandoffNeedNotBeDoneOnceThatIsDecided() {
        var contact = world.contact(Stage.MQL);
        var handoff = open(contact);
        var call = open(contact, TaskKind.CALL, handoff, null);
        var done = open(contact, TaskKind.CALL, handoff, null);
        var other = open(contact, TaskKind.GIFT, null, null);
        tasks.done(done.id(), SAM);

        handoffs.reject(handoff, "not-ready", null, null, SAM);

        assertThat(now(call))
                .returns(Task.State.CANCELLED, Task::state)
                .returns("the hand-off was rejected", Task::closedBecause);
        assertThat(now(done)).returns(Task.State.DONE, Task::state).returns(SAM, Task::closedBy);
        assertThat(now(other).state()).isEqualTo(Task.State.OPEN);
        assertThatExceptionOfType(TaskClosedException.class)
                .isThrownBy(() -> tasks.done(call.id(), SAM))
                .withMessageContaining("cancelled")
                .withMessageContaining("the hand-off was rejected");
        assertThat(mvc.get().uri("/api/tasks?state=cancelled&contactId=" + contact))
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"items": [{"id": "%s", "state": "cancelled", "closedBecause": "the hand-off was rejected"}]}""".formatted(call.id()));
    }

    @Test
    void whatWasToBeDoneInAStageThatWasLeftNeedNotBeDone() {
        var contact = world.contact(Stage.SQL);
        var handoff = open(contact);
        handoffs.accept(handoff, SAM, SAM);
        var task = open(contact, TaskKind.FOLLOW_UP, handoff, null);

        events.publishEvent(new StageChanged(
                List.of(new StageEntry(contact, 2, Stage.OPPORTUNITY, Stage.SQL, "test", "test", SalesWorld.START)),
                List.of(),
                Lane.LIVE));

        assertThat(now(task).closedBecause()).isEqualTo("the contact left the stage");
    }

    @Test
    void whatWasPlannedForADealNeedNotBeDoneOnceThatIsLost() {
        var contact = world.contact(Stage.OPPORTUNITY);
        var lost = deal(contact);
        var task = open(contact, TaskKind.FOLLOW_UP, null, lost);
        var other = open(contact, TaskKind.FOLLOW_UP, null, deal(contact));

        deals.lose(lost, new Loss("budget", true, null, null), SAM);

        assertThat(now(task).closedBecause()).isEqualTo("the deal was lost");
        assertThat(now(other).state()).isEqualTo(Task.State.OPEN);
    }

    @Test
    void whatWasToBeDoneAboutAQuoteNeedNotBeDoneOnceItHasAnotherLastDayOrItsAnswer() {
        var contact = world.contact(Stage.OPPORTUNITY);
        var deal = deal(contact);
        var quote = quote(deal, "Q-1");
        var other = quote(deal, "Q-2");
        var early = open(contact, deal, quote);
        var others = open(contact, deal, other);
        var ofTheDeal = open(contact, TaskKind.FOLLOW_UP, null, deal);

        quotes.extend(deal, quote, TODAY.plusDays(60), null, SAM);
        var late = open(contact, deal, quote);
        quotes.answer(deal, quote, Quote.Answer.ACCEPTED, null, SAM);

        assertThat(now(early).closedBecause()).isEqualTo("the quote has another last day");
        assertThat(now(late).closedBecause()).isEqualTo("the quote was accepted");
        assertThat(now(others).state()).isEqualTo(Task.State.OPEN);

        deals.win(deal, new Win(null, null, null), SAM);

        assertThat(now(others).closedBecause()).isEqualTo("the deal was won");
        assertThat(now(ofTheDeal).state()).isEqualTo(Task.State.OPEN);
    }

    @Test
    void whoMayNotBeCalledAnyMoreIsNot() {
        var contact = world.contact(Stage.CUSTOMER);
        var call = open(contact, TaskKind.CALL, null, null);
        var gift = open(contact, TaskKind.GIFT, null, null);
        var elsewhere = open(world.contact(Stage.CUSTOMER), TaskKind.CALL, null, null);
        world.set(contact, "do_not_call", true);

        events.publishEvent(new ContactsUpdated(List.of(contact, elsewhere.contactId()), Lane.LIVE));

        assertThat(now(call).closedBecause()).isEqualTo("the contact asked not to be called");
        assertThat(List.of(now(gift), now(elsewhere))).allMatch(task -> task.state() == Task.State.OPEN);
    }

    private Task now(Task task) {
        return tasks.find(task.id()).orElseThrow();
    }

    private UUID quote(UUID deal, String number) {
        return quotes.send(deal, new NewQuote(number, null, null, TODAY.plusDays(30), null, null, null), SAM)
                .id();
    }

    private Task open(ContactId contact, UUID deal, UUID quote) {
        return tasks.open(new NewTask(
                                contact, TaskKind.FOLLOW_UP, "Ask", null, "sales", WorkingTime.parse("P1D"), null, null)
                        .ofDeal(deal)
                        .ofQuote(quote))
                .orElseThrow();
    }

    private Task open(ContactId contact, TaskKind kind, @Nullable UUID handoff, @Nullable UUID deal) {
        return tasks.open(new NewTask(contact, kind, "Do it", null, "sales", WorkingTime.parse("P1D"), null, null)
                        .ofHandoff(handoff)
                        .ofDeal(deal))
                .orElseThrow();
    }

    private UUID open(ContactId contact) {
        return handoffs.open(new HandoffRequest(
                        contact,
                        HandoffKind.MQL,
                        1,
                        "sales",
                        HandoffPriority.NORMAL,
                        null,
                        WaitsFor.DECISION,
                        Escalation.NONE,
                        1,
                        System.nanoTime()))
                .handoff()
                .id();
    }

    private UUID deal(ContactId contact) {
        return deals.open(new NewDeal(contact, null, "Seats", BigDecimal.TEN, "EUR", null, SAM, null, null), SAM)
                .deal()
                .id();
    }
}
