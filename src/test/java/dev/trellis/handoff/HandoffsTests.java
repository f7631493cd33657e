package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.utc;
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
import dev.trellis.lifecycle.HandRaised;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageChanged;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.WorkingHours;
import dev.trellis.platform.WorkingTime;
import dev.trellis.platform.security.Sight;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
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

@SalesTest
@RecordApplicationEvents
class HandoffsTests {

    private static final String ADA = "ada@example.com";
    private static final String BOB = "bob@example.com";
    private static final Qualification QUALIFIED = new Qualification("10k", "the boss", "fewer calls", "this spring");
    private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);

    private final Handoffs handoffs;
    private final LateAssignments late;
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
            LateAssignments late,
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
        this.late = late;
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
        teams.save(team(null, member(ADA), member(BOB)));
    }

    @Test
    void aHandoffSaysWhyWhomAndUntilWhen(ApplicationEvents events) {
        var contact = world.contact(Stage.MQL);

        var opening = handoffs.open(request(contact, 1));

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

        var handoff = handoffs.open(
                        request(world.contact(Stage.MQL), 1, 1, WaitsFor.DECISION, HandoffPriority.HIGH, false))
                .handoff();

        assertThat(handoff.dueAt()).isEqualTo(Instant.parse("2026-03-03T11:00:00Z"));
        world.pass(Duration.ofDays(1));
        assertThat(handoff.isLate(world.clock().instant())).isTrue();
    }

    @Test
    void aRepeatedJobFindsItsHandoffAndTheLastKeyIsCompleted() {
        var contact = world.contact(Stage.MQL);

        var first = handoffs.open(request(contact, 1)).handoff();
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
        var handoff = handoffs.open(request(contact, 1)).handoff();

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

    private HandoffRequest customerRequest(long visit) {
        return new HandoffRequest(
                world.contact(Stage.CUSTOMER),
                HandoffKind.CUSTOMER,
                1,
                "sales",
                HandoffPriority.NORMAL,
                null,
                WaitsFor.DECISION,
                false,
                visit,
                visit);
    }

    private UUID gift(ContactId contact, long visit) {
        return tasks.open(new NewTask(
                        contact, TaskKind.GIFT, "Card", null, "sales", WorkingTime.parse("P1D"), visit, null))
                .orElseThrow()
                .id();
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
        var handoff = handoffs.open(request(contact, 1)).handoff();
        handoffs.accept(handoff.id(), BOB, "bob");
        var second = handoffs.open(request(contact, 2, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, false));

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
        var handoff = handoffs.open(request(contact, 1)).handoff();
        handoffs.accept(handoff.id(), null, "ada");
        handoffs.qualify(handoff.id(), QUALIFIED, "ada");

        var repeated = handoffs.open(request(contact, 1));
        var outcome = handoffs.open(request(contact, 2, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, false));
        var outcomeAgain = handoffs.open(request(contact, 3, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, false));

        assertThat(repeated.answer()).containsEntry("decision", "accepted");
        assertThat(outcome.answer()).containsEntry("decision", "qualified");
        assertThat(outcomeAgain.answer()).isEqualTo(outcome.answer());
        verify(world.lifecycle()).qualify(contact, QUALIFIED, "ada");
    }

    @Test
    void anotherRoundInTheSameStageIsAnotherHandoff() {
        var contact = world.contact(Stage.CUSTOMER);
        var first = handoffs.open(request(contact, 1)).handoff();
        handoffs.reject(first.id(), "not-ready", null, null, "ada");

        var second = handoffs.open(request(contact, 9));

        assertThat(second.handoff().id()).isNotEqualTo(first.id());
        assertThat(second.isDecided()).isFalse();
    }

    @Test
    void aCustomerIsLookedAfterAndNeitherQualifiedNorGivenBackToNurture() {
        var customer = handoffs.open(customerRequest(1)).handoff().id();
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
        handoffs.open(request(contact, 5));
        handoffs.open(request(contact, 6));

        var late = handoffs.open(request(contact, 5));
        handoffs.accept(late.handoff().id(), null, "ada");

        assertThat(late.isDecided()).isFalse();
        assertThat(world.completions()).extracting(Completion::jobKey).containsExactly(6L);
    }

    @Test
    void anEscalationGoesToSomebodyElseOnceForEachVisit() {
        var contact = world.contact(Stage.MQL);
        teams.save(team(null, member(ADA), member(BOB), member("cid@example.com")));
        var first = handoffs.open(request(contact, 1)).handoff();

        var second = escalate(contact, 2);
        var repeated = escalate(contact, 2);
        var third = escalate(contact, 3);
        var fourth = escalate(contact, 4);

        assertThat(List.of(
                        String.valueOf(first.owner()), String.valueOf(second.owner()), String.valueOf(third.owner())))
                .doesNotHaveDuplicates();
        assertThat(repeated).isEqualTo(second);
        assertThat(fourth.owner()).isNotNull().isNotEqualTo(third.owner());
        assertThat(owners.of(contact).map(Owner::email)).contains(String.valueOf(fourth.owner()));
        assertThat(handoffs.history(first.id()))
                .extracting(HandoffEvent::action)
                .containsExactly("opened", "escalated", "escalated", "escalated");
    }

    @Test
    void anEscalationThatComesAfterTheAcceptanceChangesNothing() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(request(contact, 1)).handoff();
        handoffs.accept(handoff.id(), null, "ada");

        var late = handoffs.open(request(contact, 2, 2, WaitsFor.DECISION, HandoffPriority.NORMAL, true));

        assertThat(late.answer()).containsEntry("decision", "accepted").containsEntry("owner", ADA);
        assertThat(handoffs.require(handoff.id()).owner()).isEqualTo(ADA);
    }

    @Test
    void whoTookItAndDidNothingLosesItToSomebodyWhoHasToAcceptIt() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(request(contact, 1)).handoff();
        handoffs.accept(handoff.id(), null, "ada");

        var escalated = handoffs.open(request(contact, 2, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, true))
                .handoff();

        assertThat(escalated.owner()).isEqualTo(BOB);
        assertThat(escalated.state()).isEqualTo(HandoffState.OPEN);
    }

    @Test
    void whatIsForTheLeadGoesToTheLeadAndWithoutOneToSomebodyElse() {
        teams.save(team("lea@example.com", member(ADA), member(BOB)));
        var contact = world.contact(Stage.MQL);
        var first = handoffs.open(request(contact, 1)).handoff();

        var toLead = escalateToLead(contact, 2);
        var silent = escalateToLead(contact, 3);

        assertThat(toLead.owner()).isEqualTo("lea@example.com");
        assertThat(toLead.assignedBecause()).isEqualTo("leads the team; nobody has answered");
        assertThat(silent.owner()).isIn(ADA, BOB).isNotEqualTo(first.owner());

        teams.save(team("lea@example.com", member(ADA), member(BOB), away("lea@example.com")));
        var other = world.contact(Stage.MQL);
        handoffs.open(request(other, 4));

        assertThat(escalateToLead(other, 5).owner()).isIn(ADA, BOB);
    }

    @Test
    void withNobodyElseInTheTeamAnEscalationGoesToTheLeadAndThenStays() {
        teams.save(team("lea@example.com", member(ADA)));
        var contact = world.contact(Stage.MQL);
        handoffs.open(request(contact, 1));

        assertThat(escalate(contact, 2).owner()).isEqualTo("lea@example.com");
        assertThat(escalate(contact, 3).owner()).isEqualTo(ADA);
    }

    @Test
    void aTeamWithoutAnybodyLosesNoLead() {
        teams.save(team(null));
        var unassigned = handoffs.open(request(world.contact(Stage.MQL), 1)).handoff();

        assertThat(unassigned.owner()).isNull();
        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, null, null, null), null, 10)
                        .items())
                .containsExactly(unassigned);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.accept(unassigned.id(), null, "api"))
                .withMessageContaining("who takes it");
        assertThat(handoffs.accept(unassigned.id(), "Eve@Example.com", "api").owner())
                .isEqualTo("eve@example.com");
    }

    @Test
    void whatNobodyCouldTakeIsGivenToWhoeverIsBackAndSaysSo(ApplicationEvents events) {
        var back = SalesWorld.START.plus(Duration.ofDays(1));
        teams.save(team(null, new Member(ADA, "ada", null, null, back)));
        var contact = world.contact(Stage.MQL);
        var waiting = handoffs.open(request(contact, 1)).handoff();

        late.giveOut();
        assertThat(handoffs.require(waiting.id())).isEqualTo(waiting);

        world.pass(Duration.ofDays(1));
        late.giveOut();
        late.giveOut();

        var given = handoffs.require(waiting.id());
        assertThat(given.owner()).isEqualTo(ADA);
        assertThat(given.assignedBecause()).isEqualTo("the only one there");
        assertThat(given.dueAt()).isEqualTo(back.plus(Duration.ofDays(1)));
        assertThat(owners.of(contact).map(Owner::email)).contains(ADA);
        assertThat(handoffs.history(waiting.id()))
                .extracting(HandoffEvent::action, HandoffEvent::owner)
                .containsExactly(tuple("opened", null), tuple("assigned", ADA));
        assertThat(events.stream(HandoffAssigned.class).flatMap(event -> event.handoffs().stream()))
                .containsExactly(given);
    }

    @Test
    void roomGoesToTheMostUrgentFirstAndAmongThoseToTheOldest() {
        teams.save(team(null));
        var normal = new ArrayList<UUID>();
        var high = new ArrayList<UUID>();
        for (var visit = 1; visit <= 4; visit++) {
            world.pass(Duration.ofMinutes(1));
            var priority = visit % 2 == 0 ? HandoffPriority.HIGH : HandoffPriority.NORMAL;
            var request = request(world.contact(Stage.MQL), visit, visit, WaitsFor.DECISION, priority, false);
            (visit % 2 == 0 ? high : normal)
                    .add(handoffs.open(request).handoff().id());
        }

        teams.save(team(null, new Member(ADA, "ada", 3, null, null)));
        late.giveOut();

        assertThat(owned()).containsExactlyInAnyOrder(high.get(0), high.get(1), normal.get(0));

        handoffs.reject(high.get(1), "not-ready", null, null, ADA);
        late.giveOut();

        assertThat(handoffs.require(normal.get(1)).owner()).isEqualTo(ADA);
    }

    @Test
    void whatIsAcceptedMeanwhileIsNotGivenToSomebodyElse() {
        teams.save(team(null));
        var waiting = handoffs.open(request(world.contact(Stage.MQL), 1)).handoff();
        handoffs.accept(waiting.id(), BOB, "bob");
        teams.save(team(null, member(ADA)));

        handoffs.assign(waiting.id());

        assertThat(handoffs.require(waiting.id()).owner()).isEqualTo(BOB);
    }

    @Test
    void instancesThatLookAtTheSameTimeGiveEachHandoffOutOnceAndEvenly() throws Exception {
        teams.save(team(null));
        var waiting = IntStream.range(0, 60)
                .mapToObj(number -> handoffs.open(request(world.contact(Stage.MQL), 1))
                        .handoff()
                        .id())
                .toList();
        teams.save(team(null, member(ADA), member(BOB)));

        try (var threads = Executors.newFixedThreadPool(3)) {
            for (var look : threads.invokeAll(Collections.nCopies(3, Executors.callable(late::giveOut)))) {
                look.get();
            }
        }

        assertThat(waiting)
                .allSatisfy(id -> assertThat(handoffs.history(id))
                        .extracting(HandoffEvent::action)
                        .containsExactly("opened", "assigned"));
        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, ADA, null, null), null, 100)
                        .items())
                .hasSize(30);
    }

    @Test
    void anUnknownTeamLosesNoLeadEither() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(new HandoffRequest(
                        contact,
                        HandoffKind.MQL,
                        1,
                        "sails",
                        HandoffPriority.NORMAL,
                        null,
                        WaitsFor.DECISION,
                        false,
                        1,
                        1))
                .handoff();

        assertThat(handoff.team()).isEqualTo("sales");
        assertThat(handoff.owner()).isEqualTo(ADA);
        assertThat(handoff.assignedBecause())
                .isEqualTo(
                        "has the fewest of 2 people (0); to sales, since there is no team sails, which the diagram names");
    }

    @Test
    void whereTheDiagramNamesNoTeamTheTableSaysWhichAndHowUrgentItIs() {
        var contact = world.contact(Stage.MQL);
        jdbc.sql("update contact set attributes = cast(:attributes as jsonb) where id = :id")
                .param("attributes", "{\"Company size\": \"1,000-5,000\"}")
                .param("id", contact.value())
                .update();

        var handoff = handoffs.open(byTable(contact)).handoff();

        assertThat(handoff.team()).isEqualTo("sales");
        assertThat(handoff.priority()).isEqualTo(HandoffPriority.HIGH);
        assertThat(handoff.dueAt()).isEqualTo(SalesWorld.START.plus(Duration.ofHours(4)));
        assertThat(handoff.assignedBecause())
                .isEqualTo(
                        "has the fewest of 2 people (0); team by row 1 of the table: Large companies are answered first");
        assertThat(handoffs.history(handoff.id()))
                .extracting(HandoffEvent::note)
                .containsExactly(handoff.assignedBecause());
    }

    @Test
    void whyTheTeamGotItIsStillSaidWhenAnotherPersonHasIt() {
        var contact = world.contact(Stage.MQL);
        handoffs.open(byTable(contact));

        assertThat(escalate(contact, 2).assignedBecause())
                .isEqualTo("the only one there; team by row 3 of the table: Everybody else");
    }

    @Test
    void eachInTurnEvenWhileTheClockStandsStill() {
        teams.save(inTurn("sales", member(ADA), member(BOB), member("cid@example.com")));

        var owners = IntStream.rangeClosed(1, 7)
                .mapToObj(visit -> handoffs.open(request(world.contact(Stage.MQL), visit))
                        .handoff()
                        .owner())
                .toList();

        assertThat(owners).containsExactly(ADA, BOB, "cid@example.com", ADA, BOB, "cid@example.com", ADA);
    }

    @Test
    void twoTeamsThatShareAMemberDoNotBothFillItsLastPlace() throws Exception {
        var shared = new Member(ADA, "ada", 20, null, null);
        teams.save(team(null, shared));
        teams.save(inTurn("partners", shared));
        var contacts = IntStream.range(0, 60)
                .mapToObj(number -> world.contact(Stage.MQL))
                .toList();

        try (var threads = Executors.newFixedThreadPool(8)) {
            var openings = new ArrayList<Callable<HandoffOpening>>();
            for (var i = 0; i < contacts.size(); i++) {
                var request = HandoffRequests.of(contacts.get(i), i % 2 == 0 ? "sales" : "partners");
                openings.add(() -> handoffs.open(request));
            }
            for (var opened : threads.invokeAll(openings)) {
                opened.get();
            }
        }

        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, ADA, null, null), null, 100)
                        .items())
                .hasSize(20);
        assertThat(handoffs.page(new HandoffFilter(HandoffState.OPEN, null, null, null), null, 100)
                        .items())
                .hasSize(60);
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

    @Test
    void aColleagueOfAnOwnedContactGoesToTheSameOwner() {
        var company = UUID.randomUUID();
        jdbc.sql("""
                        insert into company (id, name, name_key, created_at, updated_at)
                        values (:id, 'Acme', 'acme', :now, :now)""").param("id", company).param("now", utc(SalesWorld.START)).update();
        var known = world.contact(Stage.MQL);
        var colleague = world.contact(Stage.MQL);
        world.set(known, "company_id", company);
        world.set(colleague, "company_id", company);
        owners.give(known, BOB, "test");

        assertThat(handoffs.open(request(known, 1)).handoff().owner()).isEqualTo(BOB);
        assertThat(handoffs.open(request(colleague, 2)).handoff())
                .extracting(Handoff::owner, Handoff::assignedBecause)
                .containsExactly(BOB, "owns a contact at the same company");
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
            var id = handoffs.open(request(contact, round + 1)).handoff().id();

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

    /** A thousand by default; {@code -Dtrellis.test.handoffs=10000} for as many as a big sales force gets in a day. */
    @Test
    void hundredsOfPeopleShareThousandsOfHandoffsThatComeAtOnceEvenly() throws Exception {
        var count = Integer.getInteger("trellis.test.handoffs", 1_000);
        var members = IntStream.range(0, 200)
                .mapToObj(number -> member("person%03d@example.com".formatted(number)))
                .toArray(Member[]::new);
        teams.save(team(null, members));
        var contacts = IntStream.range(0, count)
                .mapToObj(number -> world.contact(Stage.MQL))
                .toList();

        var began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var opened : threads.invokeAll(contacts.stream()
                    .<Callable<HandoffOpening>>map(contact -> () -> handoffs.open(request(contact, 1)))
                    .toList())) {
                opened.get();
            }
        }
        var took = Duration.ofNanos(System.nanoTime() - began);

        var load = new HashMap<String, Integer>();
        jdbc.sql("select owner, count(distinct contact_id) as load from handoff group by owner")
                .query(row -> {
                    load.put(row.getString("owner"), row.getInt("load"));
                });
        assertThat(load).hasSize(200);
        assertThat(load.values()).allSatisfy(each -> assertThat(each).isBetween(count / 200, (count + 199) / 200));
        assertThat(load.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
        assertThat(jdbc.sql("select count(*) from handoff_history where action = 'opened'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(count);
        assertThat(took)
                .as("as long as so many may take, and no longer each for being many")
                .isLessThan(Duration.ofMillis(60L * count));
    }

    @Test
    void aCustomerWhomSomebodyTookOnIsNoPendingWork() {
        for (var visit = 1; visit <= 3; visit++) {
            var customer = handoffs.open(customerRequest(visit)).handoff();
            handoffs.accept(customer.id(), ADA, "ada");
        }
        var lead = world.contact(Stage.MQL);
        owners.give(lead, BOB, "test");
        handoffs.open(request(lead, 4));

        assertThat(handoffs.open(request(world.contact(Stage.MQL), 5)).handoff().owner())
                .isEqualTo(ADA);
    }

    @Test
    void aStageThatWasLeftWithdrawsItsHandoffsAndNoOthers() {
        var contact = world.contact(Stage.MQL);
        var other = world.contact(Stage.MQL);
        var left = handoffs.open(request(contact, 1)).handoff();
        var stays = handoffs.open(request(other, 2)).handoff();
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
        var handoff = handoffs.open(request(world.contact(Stage.MQL), 1)).handoff();

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

    @Test
    void membersWorkTheirOwnHoursAndAbsenceSendsWorkToOthers() {
        teams.save(team(
                null,
                new Member(ADA, "ada", null, null, SalesWorld.START.plus(Duration.ofDays(3))),
                new Member(BOB, "bob", null, WorkingHours.parse("mon-thu 12:00-16:00"), null)));

        var handoff = handoffs.open(
                        request(world.contact(Stage.MQL), 1, 1, WaitsFor.DECISION, HandoffPriority.HIGH, false))
                .handoff();

        assertThat(handoff.owner()).isEqualTo(BOB);
        assertThat(handoff.dueAt()).isEqualTo(Instant.parse("2026-03-02T16:00:00Z"));
    }

    @Test
    void theFirstStartHasATeamForEverything() {
        jdbc.sql("delete from team_member where team = 'sales'").update();

        assertThat(teams.all()).extracting(Team::name).containsExactly("marketing", "sales", "success");
        assertThat(teams.find("success").orElseThrow().members())
                .allSatisfy(member -> assertThat(member.email()).endsWith("@example.com"));
    }

    @Test
    void whatIsKeptAboutAContactCanBeExportedMovedAndErased() {
        var contact = world.contact(Stage.MQL);
        var other = world.contact(Stage.MQL);
        handoffs.open(request(contact, 1));
        handoffs.open(request(other, 2));
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

    private List<UUID> owned() {
        return handoffs.page(new HandoffFilter(HandoffState.OPEN, ADA, null, null), null, 10).items().stream()
                .map(Handoff::id)
                .toList();
    }

    private UUID handoffIn(HandoffState state) {
        var contact = world.contact(Stage.MQL);
        var id = handoffs.open(request(contact, 1)).handoff().id();
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

    private Handoff escalate(ContactId contact, long visit) {
        return handoffs.open(request(contact, visit, visit, WaitsFor.DECISION, HandoffPriority.NORMAL, true))
                .handoff();
    }

    private static HandoffRequest request(ContactId contact, long visit) {
        return request(contact, visit, visit, WaitsFor.DECISION, HandoffPriority.NORMAL, false);
    }

    private static HandoffRequest request(
            ContactId contact, long job, long visit, WaitsFor waitsFor, HandoffPriority priority, boolean escalate) {
        return new HandoffRequest(
                contact, HandoffKind.MQL, 1, "sales", priority, "first-call", waitsFor, escalate, job, visit);
    }

    private Handoff escalateToLead(ContactId contact, long visit) {
        return handoffs.open(new HandoffRequest(
                        contact,
                        HandoffKind.MQL,
                        1,
                        "sales",
                        HandoffPriority.HIGH,
                        null,
                        WaitsFor.DECISION,
                        Escalation.LEAD,
                        visit,
                        visit))
                .handoff();
    }

    private static Member away(String email) {
        return new Member(email, email, null, null, SalesWorld.START.plus(Duration.ofDays(3)));
    }

    private static HandoffRequest byTable(ContactId contact) {
        return HandoffRequests.of(contact, null);
    }

    private List<String> load() {
        return transactions.execute(
                status -> teams.roster("sales", SalesWorld.START).orElseThrow().candidates().stream()
                        .filter(candidate -> candidate.load() != 0)
                        .map(candidate -> candidate.member().email() + " " + candidate.load())
                        .sorted()
                        .toList());
    }

    private static Team inTurn(String name, Member... members) {
        return new Team(
                name,
                name,
                ZoneId.of("UTC"),
                WorkingHours.OFFICE,
                null,
                null,
                Strategy.IN_TURN,
                true,
                Map.of(),
                List.of(members));
    }

    private static Member member(String email) {
        return new Member(email, email.substring(0, email.indexOf('@')), null, null, null);
    }

    private static Team team(@Nullable String lead, Member... members) {
        return new Team("sales", "Sales", ZoneId.of("UTC"), WorkingHours.OFFICE, lead, Map.of(), List.of(members));
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
