package dev.trellis.handoff;

import static dev.trellis.handoff.SalesTeams.ADA;
import static dev.trellis.handoff.SalesTeams.BOB;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.verify;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactWords;
import dev.trellis.contact.SomeContacts;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.deal.SalesWorld.Completion;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageChanged;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.WorkingTime;
import dev.trellis.platform.security.Sight;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Hand-offs from their opening to what became of them, and what the engine is told. */
@SalesTest
@RecordApplicationEvents
class HandoffsTests {

    private static final Qualification QUALIFIED = new Qualification("10k", "the boss", "fewer calls", "this spring");
    private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);

    private final Handoffs handoffs;
    private final Loads loads;
    private final Teams teams;
    private final Owners owners;
    private final Tasks tasks;
    private final HandoffRecords records;
    private final SalesWorld world;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ApplicationEventPublisher publisher;

    HandoffsTests(
            Handoffs handoffs,
            Loads loads,
            Teams teams,
            Owners owners,
            Tasks tasks,
            HandoffRecords records,
            SalesWorld world,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            ApplicationEventPublisher publisher) {
        this.handoffs = handoffs;
        this.loads = loads;
        this.teams = teams;
        this.owners = owners;
        this.tasks = tasks;
        this.records = records;
        this.world = world;
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactionManager);
        this.publisher = publisher;
    }

    @BeforeEach
    void twoPeopleInSales() {
        world.reset();
        teams.save(SalesTeams.of(null, SalesTeams.member(ADA), SalesTeams.member(BOB)));
    }

    @Test
    void aHandoffSaysWhyWhomAndUntilWhen(ApplicationEvents events) {
        var contact = world.contact(Stage.MQL);

        var opening = handoffs.open(HandoffRequests.of(contact, 1));

        var handoff = opening.handoff();
        assertThat(opening.isDecided()).isFalse();
        assertThat(handoff.owner()).isEqualTo(ADA);
        assertThat(handoff.why()).isEqualTo("score reached 50");
        assertThat(handoff.assignedBecause()).contains("fewest of 2");
        assertThat(handoff.score()).isEqualTo(42);
        assertThat(handoff.fit()).isEqualTo("A");
        assertThat(handoff.temperature()).isEqualTo("hot");
        assertThat(handoff.dueAt()).isEqualTo(SalesWorld.START.plus(Duration.ofDays(1)));
        assertThat(owners.of(contact).map(Owner::name)).contains("ada");
        assertThat(events.stream(HandoffOpened.class)).hasSize(1);
    }

    @Test
    void aHighPriorityIsDueInWorkingHours() {
        world.pass(Duration.ofHours(6));

        var handoff = handoffs.open(HandoffRequests.of(
                        world.contact(Stage.MQL), 1, 1, WaitsFor.DECISION, HandoffPriority.HIGH, false))
                .handoff();

        assertThat(handoff.dueAt()).isEqualTo(Instant.parse("2026-03-03T11:00:00Z"));
        world.pass(Duration.ofDays(1));
        assertThat(handoff.isLate(world.clock().instant())).isTrue();
    }

    @Test
    void aRepeatedJobFindsItsHandoffAndTheLastKeyIsCompleted() {
        var contact = world.contact(Stage.MQL);

        var first = handoffs.open(HandoffRequests.of(contact, 1)).handoff();
        var again = handoffs.open(new HandoffRequest(
                        contact,
                        HandoffKind.MQL,
                        1,
                        "sales",
                        HandoffPriority.NORMAL,
                        null,
                        WaitsFor.DECISION,
                        false,
                        77,
                        1))
                .handoff();
        handoffs.accept(first.id(), null, "ada");

        assertThat(again).isEqualTo(first);
        assertThat(world.completions())
                .containsExactly(new Completion(77, Map.of("decision", "accepted", "reason", "", "owner", ADA)));
    }

    @Test
    void aHandoffThatIsToBeDecidedCompletesItsStepOnRejection() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(HandoffRequests.of(contact, 1)).handoff();

        handoffs.reject(handoff.id(), "no-budget", "asked twice", null, "ada");

        assertThat(world.completions())
                .containsExactly(
                        new Completion(1, Map.of("decision", "rejected", "reason", "no-budget", "owner", ADA)));
        assertThat(world.rejections()).containsExactly("no-budget");
        assertThat(handoffs.history(handoff.id()))
                .extracting(HandoffEvent::action, HandoffEvent::note)
                .last()
                .isEqualTo(tuple("rejected", "no-budget: asked twice"));
    }

    @Test
    void whatIsAboutAContactIsFoundByNameAddressAndCompany() {
        var wanted = world.contact(Stage.MQL);
        var other = world.contact(Stage.MQL);
        jdbc.sql("""
                        with works as (insert into company (id, name, name_key, created_at, updated_at)
                                       values (gen_random_uuid(), 'Pražské Stroje', 'pražské stroje', now(), now())
                                       returning id)
                        update contact set first_name = 'Zdeňka', last_name = 'Orlík', company_id = works.id,
                                           email = 'zo@works.example', email_key = 'zo@works.example'
                        from works where contact.id = :id""").param("id", wanted.value()).update();
        var found = handoffs.open(HandoffRequests.of(wanted)).handoff().id();
        handoffs.open(HandoffRequests.of(other));
        var task = gift(wanted, 1);
        gift(other, 2);

        for (var words : List.of("zdeň", "orl zde", "Pražské st", "zo@", "@works")) {
            var sought = ContactWords.of(words).orElseThrow();
            var many = SomeContacts.many(sought.condition(), sought.parameters());
            for (var whom : List.of(requireNonNull(handoffs.about(words)), many)) {
                assertThat(handoffs.page(HandoffList.OPEN, null, whom, Sight.ALL, null, 9)
                                .items())
                        .as(words)
                        .extracting(Handoff::id)
                        .containsExactly(found);
                assertThat(tasks.page(TaskFilter.ALL.about(whom), null, 9).items())
                        .as(words)
                        .extracting(Task::id)
                        .containsExactly(task);
            }
        }
        assertThat(handoffs.page(HandoffList.OPEN, null, handoffs.about("xyzzy"), Sight.ALL, null, 9)
                        .items())
                .isEmpty();
        assertThat(handoffs.about(" ")).isNull();
    }

    @Test
    void theListsOfSalesShowWhatIsDueFirstAndWhatWasDecidedLast() {
        var ids = Stream.generate(() -> handoffs.open(HandoffRequests.of(world.contact(Stage.MQL)))
                        .handoff()
                        .id())
                .limit(5)
                .toList();
        for (int i = 0; i < ids.size(); i++) {
            jdbc.sql("update handoff set owner = 'lists@example.com', due_at = due_at - :i * interval '1 hour'"
                            + " where id = :id")
                    .param("i", i)
                    .param("id", ids.get(i))
                    .update();
        }

        var first = handoffs.page(HandoffList.OPEN, "lists@example.com", null, Sight.ALL, null, 3);
        var second = handoffs.page(HandoffList.OPEN, "lists@example.com", null, Sight.ALL, first.next(), 3);
        assertThat(first.items()).extracting(Handoff::id).containsExactly(ids.get(4), ids.get(3), ids.get(2));
        assertThat(second.items()).extracting(Handoff::id).containsExactly(ids.get(1), ids.get(0));
        assertThat(second.next()).isNull();

        for (int i : List.of(2, 0, 1)) {
            handoffs.reject(ids.get(i), "not-ready", null, null, "ada");
            world.pass(Duration.ofMinutes(1));
        }
        var latest = handoffs.page(HandoffList.DECIDED, "lists@example.com", null, Sight.ALL, null, 2);
        assertThat(latest.items()).extracting(Handoff::id).containsExactly(ids.get(1), ids.get(0));
        assertThat(handoffs.page(HandoffList.DECIDED, "lists@example.com", null, Sight.ALL, latest.next(), 2)
                        .items())
                .extracting(Handoff::id)
                .containsExactly(ids.get(2));
        assertThat(handoffs.count(HandoffList.OPEN, "lists@example.com", Sight.ALL))
                .isEqualTo(2);
        assertThat(handoffs.all(List.of(ids.get(3), ids.get(1))))
                .extracting(Handoff::id)
                .containsExactly(ids.get(3), ids.get(1));
    }

    @Test
    void aStepThatWaitsForTheOutcomeIsHeldUntilThen() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(HandoffRequests.of(contact, 1)).handoff();
        handoffs.accept(handoff.id(), BOB, "bob");
        var second = handoffs.open(HandoffRequests.of(contact, 2, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, false));

        assertThat(second.handoff().id()).isEqualTo(handoff.id());
        assertThat(second.isDecided()).isFalse();
        assertThat(world.completions()).hasSize(1);

        handoffs.giveBack(handoff.id(), "wants to wait", APRIL, "bob");

        assertThat(world.completions().getLast())
                .isEqualTo(new Completion(
                        2,
                        Map.of(
                                "decision", "returned",
                                "reason", "wants to wait",
                                "owner", BOB,
                                "until", "2026-04-01")));
        assertThat(owners.of(contact).map(Owner::email)).contains(BOB);
    }

    @Test
    void aStepThatComesAfterTheDecisionIsAnsweredAtOnce() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(HandoffRequests.of(contact, 1)).handoff();
        handoffs.accept(handoff.id(), null, "ada");
        handoffs.qualify(handoff.id(), QUALIFIED, "ada");

        var repeated = handoffs.open(HandoffRequests.of(contact, 1));
        var outcome = handoffs.open(HandoffRequests.of(contact, 2, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, false));
        var outcomeAgain =
                handoffs.open(HandoffRequests.of(contact, 3, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, false));

        assertThat(repeated.answer()).containsEntry("decision", "accepted");
        assertThat(outcome.answer()).containsEntry("decision", "qualified");
        assertThat(outcomeAgain.answer()).isEqualTo(outcome.answer());
        verify(world.lifecycle()).qualify(contact, QUALIFIED, "ada");
    }

    @Test
    void anotherRoundInTheSameStageIsAnotherHandoff() {
        var contact = world.contact(Stage.CUSTOMER);
        var first = handoffs.open(HandoffRequests.of(contact, 1)).handoff();
        handoffs.reject(first.id(), "not-ready", null, null, "ada");

        var second = handoffs.open(HandoffRequests.of(contact, 9));

        assertThat(second.handoff().id()).isNotEqualTo(first.id());
        assertThat(second.isDecided()).isFalse();
    }

    @Test
    void aCustomerIsLookedAfterAndNeitherQualifiedNorGivenBackToNurture() {
        var customer = handoffs.open(HandoffRequests.ofCustomer(world.contact(Stage.CUSTOMER), 1))
                .handoff()
                .id();
        handoffs.accept(customer, ADA, "ada");

        assertThatExceptionOfType(HandoffDecidedException.class)
                .isThrownBy(() -> handoffs.giveBack(customer, "no time", null, "ada"))
                .withMessageContaining("looks after them");
        assertThatExceptionOfType(HandoffDecidedException.class)
                .isThrownBy(() -> handoffs.qualify(customer, QUALIFIED, "ada"));
        assertThat(handoffs.require(customer).state()).isEqualTo(HandoffState.ACCEPTED);
        assertThat(handoffs.page(HandoffList.ACCEPTED, null, null, Sight.ALL, null, 10)
                        .items())
                .isEmpty();
        assertThat(handoffs.count(HandoffList.ACCEPTED, null, Sight.ALL)).isZero();
    }

    @Test
    void aVisitThatAnotherHasFollowedNeitherTakesItBackNorGetsAnAnswer() {
        var contact = world.contact(Stage.MQL);
        handoffs.open(HandoffRequests.of(contact, 5));
        handoffs.open(HandoffRequests.of(contact, 6));

        var late = handoffs.open(HandoffRequests.of(contact, 5));
        handoffs.accept(late.handoff().id(), null, "ada");

        assertThat(late.isDecided()).isFalse();
        assertThat(world.completions()).extracting(Completion::jobKey).containsExactly(6L);
    }

    @Test
    void whatSomebodyWorksOnIsCountedThroughEveryChangeAndTheSameAfterItIsAddedUp() {
        for (var round = 0; round < 2; round++) {
            for (var state : HandoffState.values()) {
                handoffIn(state);
            }
            var counted = jdbc.sql("""
                            select owner, count(*) from handoff
                            where owner is not null and state in ('open', 'accepted') group by owner order by owner""")
                    .query((row, number) -> row.getString(1) + " " + row.getLong(2))
                    .list();
            assertThat(load()).isEqualTo(counted);
            loads.addUp();
            assertThat(load()).isEqualTo(counted);
            assertThat(jdbc.sql("select count(*) from handoff_count_change")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }

        jdbc.sql("delete from handoff").update();
        assertThat(load()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    open,      accept,  accepted
                    open,      reject,  rejected
                    open,      qualify,
                    open,      return,
                    accepted,  accept,
                    accepted,  reject,
                    accepted,  qualify, qualified
                    accepted,  return,  returned
                    rejected,  accept,
                    rejected,  reject,
                    rejected,  qualify,
                    rejected,  return,
                    qualified, accept,
                    qualified, reject,
                    qualified, qualify,
                    qualified, return,
                    returned,  accept,
                    returned,  reject,
                    returned,  qualify,
                    returned,  return,
                    withdrawn, accept,
                    withdrawn, reject,
                    withdrawn, qualify,
                    withdrawn, return,
                    """)
    void everyStateAllowsItsOwnStepsOnly(String state, String action, @Nullable String expected) {
        var id = handoffIn(HandoffState.of(state));
        var before = handoffs.require(id);
        var completions = world.completions().size();

        if (expected == null) {
            assertThatExceptionOfType(HandoffDecidedException.class)
                    .isThrownBy(() -> act(id, action, "late"))
                    .withMessageContaining(state.equals("open") ? "nobody has accepted it" : "it was " + state + " by");
            assertThat(handoffs.require(id)).isEqualTo(before);
            assertThat(world.completions()).hasSize(completions);
        } else {
            assertThat(act(id, action, "ada").state().label()).isEqualTo(expected);
        }
    }

    @Test
    void ofTwoWhoAcceptAtTheSameMomentOneWinsAndTheOtherIsToldWho() throws Exception {
        for (var round = 0; round < 25; round++) {
            var contact = world.contact(Stage.MQL);
            var id = handoffs.open(HandoffRequests.of(contact, round + 1))
                    .handoff()
                    .id();

            var outcomes = atOnce(
                    () -> "won:" + handoffs.accept(id, ADA, "ada").owner(),
                    () -> "won:" + handoffs.accept(id, BOB, "bob").owner());

            var owner = String.valueOf(handoffs.require(id).owner());
            var winner = owner.equals(ADA) ? "ada" : "bob";
            assertThat(outcomes)
                    .containsOnlyOnce("won:" + owner)
                    .anySatisfy(outcome -> assertThat(outcome).contains("it was accepted by " + winner));
            assertThat(world.completions()).hasSize(round + 1);
        }
    }

    @Test
    void aStageThatWasLeftWithdrawsItsHandoffsAndNoOthers() {
        var contact = world.contact(Stage.MQL);
        var other = world.contact(Stage.MQL);
        var left = handoffs.open(HandoffRequests.of(contact, 1)).handoff();
        var stays = handoffs.open(HandoffRequests.of(other, 2)).handoff();
        var entry = new StageEntry(contact, 2, Stage.LEAD, Stage.MQL, "test", "test", SalesWorld.START);

        transactions.executeWithoutResult(
                status -> publisher.publishEvent(new StageChanged(List.of(entry), List.of(), Lane.LIVE)));

        assertThat(handoffs.require(left.id()).state()).isEqualTo(HandoffState.WITHDRAWN);
        assertThat(handoffs.require(stays.id()).state()).isEqualTo(HandoffState.OPEN);
        assertThat(handoffs.history(left.id()))
                .last()
                .satisfies(event -> assertThat(event.action()).isEqualTo("withdrawn"));
        assertThat(world.completions()).isEmpty();
    }

    @Test
    void onlyManagedReasonsAndDaysToComeAreTaken() {
        var handoff =
                handoffs.open(HandoffRequests.of(world.contact(Stage.MQL), 1)).handoff();

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.reject(handoff.id(), "bad-mood", null, null, "ada"))
                .withMessageContaining("no-budget");
        handoffs.accept(handoff.id(), null, "ada");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.giveBack(handoff.id(), "later", LocalDate.of(2026, 3, 2), "ada"));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.giveBack(handoff.id(), " ", null, "ada"));
    }

    @Test
    void whatIsKeptAboutAContactCanBeExportedMovedAndErased() {
        var contact = world.contact(Stage.MQL);
        var other = world.contact(Stage.MQL);
        handoffs.open(HandoffRequests.of(contact, 1));
        handoffs.open(HandoffRequests.of(other, 2));
        tasks.open(new NewTask(contact, TaskKind.GIFT, "Card", null, "sales", WorkingTime.parse("P1D"), 1L, null));

        assertThat(records.export(contact)).hasSize(4);

        transactions.executeWithoutResult(status -> records.merge(other, contact));
        assertThat(records.export(contact)).isEmpty();
        assertThat(handoffs.of(other))
                .extracting(Handoff::state)
                .containsExactlyInAnyOrder(HandoffState.WITHDRAWN, HandoffState.OPEN);

        transactions.executeWithoutResult(status -> records.erase(other));
        assertThat(records.export(other)).isEmpty();
        assertThat(jdbc.sql("select count(*) from handoff_history")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private UUID gift(ContactId contact, long visit) {
        return tasks.open(new NewTask(
                        contact, TaskKind.GIFT, "Card", null, "sales", WorkingTime.parse("P1D"), visit, null))
                .orElseThrow()
                .id();
    }

    private UUID handoffIn(HandoffState state) {
        var contact = world.contact(Stage.MQL);
        var id = handoffs.open(HandoffRequests.of(contact, 1)).handoff().id();
        switch (state) {
            case OPEN -> {}
            case ACCEPTED -> act(id, "accept", "ada");
            case REJECTED -> act(id, "reject", "ada");
            case QUALIFIED -> {
                act(id, "accept", "ada");
                act(id, "qualify", "ada");
            }
            case RETURNED -> {
                act(id, "accept", "ada");
                act(id, "return", "ada");
            }
            case WITHDRAWN -> {
                var entry = new StageEntry(contact, 2, Stage.LEAD, Stage.MQL, "test", "test", SalesWorld.START);
                publisher.publishEvent(new StageChanged(List.of(entry), List.of(), Lane.LIVE));
            }
        }
        return id;
    }

    private Handoff act(UUID id, String action, String actor) {
        return switch (action) {
            case "accept" -> handoffs.accept(id, null, actor);
            case "reject" -> handoffs.reject(id, "wrong-fit", null, null, actor);
            case "qualify" -> handoffs.qualify(id, QUALIFIED, actor);
            case "return" -> handoffs.giveBack(id, "wants to wait", APRIL, actor);
            default -> throw new IllegalArgumentException(action);
        };
    }

    private List<String> load() {
        return transactions.execute(
                status -> teams.roster("sales", SalesWorld.START).orElseThrow().candidates().stream()
                        .filter(candidate -> candidate.load() != 0)
                        .map(candidate -> candidate.member().email() + " " + candidate.load())
                        .sorted()
                        .toList());
    }

    private static List<String> atOnce(Callable<String> one, Callable<String> other) throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var outcomes = new ArrayList<String>();
            for (var outcome : threads.invokeAll(List.of(refusable(one), refusable(other)))) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        }
    }

    private static Callable<String> refusable(Callable<String> work) {
        return () -> {
            try {
                return work.call();
            } catch (HandoffDecidedException ex) {
                return String.valueOf(ex.getMessage());
            }
        };
    }
}
