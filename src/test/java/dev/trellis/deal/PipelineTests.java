package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.handoff.NewTask;
import dev.trellis.handoff.TaskKind;
import dev.trellis.handoff.Tasks;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.WorkingTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

@SalesTest
@RecordApplicationEvents
class PipelineTests {

    private static final String ADA = "ada@example.com";
    private static final LocalDate SOON = LocalDate.of(2026, 4, 1);

    private final Deals deals;
    private final Pipeline pipeline;
    private final PipelineEditor editor;
    private final DealRecords records;
    private final Activities activities;
    private final Tasks tasks;
    private final SalesWorld world;
    private final JdbcClient jdbc;

    PipelineTests(
            Deals deals,
            Pipeline pipeline,
            PipelineEditor editor,
            DealRecords records,
            Activities activities,
            Tasks tasks,
            SalesWorld world,
            JdbcClient jdbc) {
        this.deals = deals;
        this.pipeline = pipeline;
        this.editor = editor;
        this.records = records;
        this.activities = activities;
        this.tasks = tasks;
        this.world = world;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void aMoveIsRefusedWithEveryFactThatMissesAndChangesNothing(ApplicationEvents events) {
        var deal = open(null, null);

        assertThatExceptionOfType(MissingFactsException.class)
                .isThrownBy(() -> deals.change(deal.id(), step("objections"), ADA))
                .withMessageContaining("go on to Objections yet")
                .withMessageContaining("an owner for Prospecting (say on the deal whose it is)")
                .satisfies(ex -> assertThat(ex.missing())
                        .extracting(MissingFact::name)
                        .containsExactly("owner", "conversation", "expected-close", "meeting"));

        assertThat(deals.require(deal.id())).isEqualTo(deal);
        assertThat(deals.history(deal.id())).hasSize(1);
        assertThat(events.stream(DealChanged.class)).isEmpty();
    }

    @Test
    void whatIsGivenWithAMoveCountsForIt() {
        var deal = open(null, null);

        var moved =
                deals.change(deal.id(), new DealChange(null, null, null, null, ADA, "first-contact", null, null), ADA);

        assertThat(moved.step()).isEqualTo("first-contact");
        assertThat(moved.owner()).isEqualTo(ADA);
    }

    @Test
    void backADealGoesAtAnyTime() {
        var deal = open(null, "closing");

        assertThat(deals.change(deal.id(), step("research"), ADA).step()).isEqualTo("research");
        assertThat(deals.history(deal.id()).getLast().note()).isNull();
    }

    @Test
    void eachFactIsKnownFromWhereItIsKept() {
        var deal = open(null, null);
        assertThat(pipeline.known(deal)).isEmpty();

        record(deal.contactId(), "call-logged", Map.of("outcome", "no-answer"));
        assertThat(pipeline.known(deal)).isEmpty();
        record(deal.contactId(), "call-logged", Map.of("outcome", "reached"));
        assertThat(pipeline.known(deal)).containsExactly(StepFact.CONVERSATION);
        record(deal.contactId(), "demo-held", Map.of());
        assertThat(pipeline.known(deal)).containsExactly(StepFact.CONVERSATION, StepFact.MEETING);

        tasks.open(new NewTask(
                deal.contactId(),
                TaskKind.FOLLOW_UP,
                "Call back",
                null,
                "sales",
                WorkingTime.parse("PT4H"),
                null,
                null));
        Mockito.when(world.lifecycle().qualification(deal.contactId()))
                .thenReturn(Optional.of(new Qualification("10,000", "Ada", "time", "May")));
        var changed = deals.change(deal.id(), new DealChange(null, null, null, SOON, ADA, null, null, null), ADA);

        assertThat(pipeline.known(changed)).containsExactly(StepFact.values());
    }

    @Test
    void aDemoForAnEarlierDealDoesNotCountForThisOne() {
        var contact = world.contact(Stage.SQL);
        record(contact, "demo-held", Map.of());
        world.pass(Duration.ofDays(31));
        var late = open(contact, null, null);

        assertThat(pipeline.known(late)).isEmpty();
    }

    @Test
    void aTickIsKeptWithWhoAndWhenAndCanBeTakenBack() {
        var deal = open(ADA, "objections");
        var met = confirmation("objections");
        assertThat(missing(deal)).contains("\"Whoever decides has been met\"");

        pipeline.confirm(deal.id(), met, true, ADA);
        pipeline.confirm(deal.id(), met, true, "bob@example.com");

        assertThat(missing(deal)).doesNotContain("\"Whoever decides has been met\"");
        assertThat(pipeline.ticks(deal.id())).containsExactly(new Tick(met, SalesWorld.START, ADA));
        assertThat(records.export(deal.contactId()))
                .anySatisfy(row -> assertThat(row).containsEntry("confirmed", "Whoever decides has been met"));

        pipeline.confirm(deal.id(), met, false, "bob@example.com");

        assertThat(pipeline.ticks(deal.id())).isEmpty();
        assertThat(deals.history(deal.id()))
                .extracting(DealEvent::action)
                .containsExactly("opened", "confirmed", "unconfirmed");
        deals.lose(deal.id(), new Loss("budget", true, null, null), ADA);
        assertThatExceptionOfType(DealStateException.class)
                .isThrownBy(() -> pipeline.confirm(deal.id(), met, true, ADA));
    }

    @Test
    void anOverrideIsRecordedWithWhatWasMissing() {
        var deal = open(null, null);

        deals.change(deal.id(), step("first-contact"), Passage.overridden("The CEO asked for it"), ADA);

        assertThat(deals.history(deal.id()).getLast())
                .isEqualTo(new DealEvent(
                        SalesWorld.START,
                        ADA,
                        "moved",
                        "prospecting",
                        "first-contact",
                        "without an owner: The CEO asked for it"));
        assertThatExceptionOfType(MissingFactsException.class)
                .isThrownBy(() -> deals.change(deal.id(), step("demo"), Passage.overridden("  "), ADA));
    }

    @Test
    void whatComesOrEndsOutOfTurnIsLetThroughAndTheHistorySaysWithoutWhat() {
        var contact = world.contact(Stage.SQL);
        var known = new NewDeal(contact, "crm-1", "Deal", BigDecimal.TEN, "EUR", null, null, "first-contact", null);
        var deal = deals.open(known, "hook:crm").deal();
        deals.open(new NewDeal(contact, "crm-1", "Deal", BigDecimal.TEN, "EUR", null, null, "demo", null), "hook:crm");
        deals.win(deal.id(), new Win(null, null, null), "hook:crm");

        assertThat(deals.history(deal.id()))
                .extracting(DealEvent::note)
                .containsExactly(
                        "without an owner",
                        "without a talk with the contact: it stands so where it comes from",
                        "without an expected close, a meeting or demo, a qualification,"
                                + " \"Whoever decides has been met\"");
    }

    @Test
    void whoMovesADealFromWhereItIsNotLearnsWhoMovedIt() {
        var deal = open(ADA, null);
        deals.change(deal.id(), step("research"), "bob@example.com");

        assertThatExceptionOfType(DealMovedException.class)
                .isThrownBy(() -> deals.change(deal.id(), step("first-contact"), new Passage("prospecting", null), ADA))
                .withMessage("The deal is not in Prospecting but in Research:"
                        + " bob@example.com moved it there at 2026-03-02T09:00:00Z")
                .satisfies(ex -> assertThat(ex.step()).isEqualTo("research"));

        deals.win(deal.id(), new Win(null, null, null), "bob@example.com");
        assertThatExceptionOfType(DealMovedException.class)
                .isThrownBy(() -> deals.change(deal.id(), step("demo"), new Passage("research", null), ADA))
                .withMessageContaining("won by bob@example.com");
    }

    @Test
    void ofTwoWhoMoveADealAtOnceOneIsToldWhoWasFaster() throws Exception {
        for (var round = 0; round < 20; round++) {
            var deal = open(ADA, null);

            var outcomes = atOnce(
                    () -> deals.change(deal.id(), step("research"), new Passage("prospecting", null), "ann")
                            .step(),
                    () -> deals.change(deal.id(), step("first-contact"), new Passage("prospecting", null), "ben")
                            .step());

            var now = deals.require(deal.id()).step();
            var winner = now.equals("research") ? "ann" : "ben";
            assertThat(outcomes)
                    .contains(now)
                    .anySatisfy(told -> assertThat(told).contains(winner + " moved it"));
            assertThat(deals.history(deal.id())).hasSize(2);
        }
    }

    @Test
    void stepsAreAddedChangedAndReordered() {
        editor.put("trial", new StepChange(null, 5, 55, List.of("next-task", "owner"), List.of("Trial is set up")));
        editor.put("demo", new StepChange("Show it", null, null, null, null));

        assertThat(pipeline.steps())
                .extracting(PipelineStep::name)
                .containsExactly("prospecting", "research", "first-contact", "demo", "trial", "objections", "closing");
        assertThat(pipeline.steps()).extracting(PipelineStep::position).containsExactly(1, 2, 3, 4, 5, 6, 7);
        var trial = pipeline.steps().get(4);
        assertThat(trial.label()).isEqualTo("Trial");
        assertThat(trial.probability()).isEqualTo(55);
        assertThat(trial.facts()).containsExactly(StepFact.OWNER, StepFact.NEXT_TASK);
        assertThat(trial.confirmations()).extracting(Confirmation::label).containsExactly("Trial is set up");
        assertThat(pipeline.steps().get(3))
                .satisfies(demo -> assertThat(demo.label()).isEqualTo("Show it"))
                .satisfies(demo -> assertThat(demo.probability()).isEqualTo(45));
    }

    @Test
    void whatWasConfirmedCountsOnWhenItIsAskedForAgain() {
        var deal = open(ADA, "objections");
        var met = confirmation("objections");
        pipeline.confirm(deal.id(), met, true, ADA);

        editor.put("objections", new StepChange(null, null, null, null, List.of()));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> pipeline.confirm(deal.id(), met, false, ADA));
        editor.put(
                "objections",
                new StepChange(null, null, null, null, List.of("Price is known", "Whoever decides has been met")));

        assertThat(missing(deal)).contains("\"Price is known\"").doesNotContain("\"Whoever decides has been met\"");
    }

    @Test
    void aStepWithOpenDealsGoesOnlyWhenItIsSaidWhereTheyGo(ApplicationEvents events) {
        var deal = open(ADA, "demo");
        var won = open(ADA, "demo");
        deals.win(won.id(), new Win(null, null, null), ADA);
        world.pass(Duration.ofHours(1));

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> editor.retire("demo", null, ADA))
                .withMessageContaining("1 open deal is in Demo");
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> editor.retire("demo", "demo", ADA));
        editor.retire("demo", "objections", ADA);

        assertThat(pipeline.steps())
                .extracting(PipelineStep::name)
                .containsExactly("prospecting", "research", "first-contact", "objections", "closing");
        assertThat(deals.require(deal.id()).step()).isEqualTo("objections");
        assertThat(deals.require(won.id()).step()).isEqualTo("demo");
        assertThat(deals.history(deal.id()).getLast().note()).isEqualTo("The step Demo was given up");
        assertThat(events.stream(DealChanged.class)).hasSize(1);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> deals.change(deal.id(), step("demo"), ADA))
                .withMessageContaining("one of prospecting, research, first-contact, objections, closing");

        editor.put("demo", new StepChange(null, null, null, null, null));
        assertThat(pipeline.steps().getLast().label()).isEqualTo("Demo");
    }

    @Test
    void whileAStepIsGivenUpNoDealGetsLostInIt() throws Exception {
        for (var round = 0; round < 15; round++) {
            editor.put("demo", new StepChange(null, null, null, null, null));
            var deal = open(ADA, "first-contact");

            var outcomes = atOnce(
                    () -> deals.change(deal.id(), step("demo"), Passage.overridden("test"), "ann")
                            .step(),
                    () -> String.valueOf(editor.retire("demo", "closing", "ben").size()));

            assertThat(outcomes).contains("5");
            assertThat(deals.require(deal.id()).step())
                    .isEqualTo(outcomes.contains("demo") ? "closing" : "first-contact");
        }
    }

    @Test
    void whatNoStepCanBeIsRefusedByName() {
        refused("Not Kebab", new StepChange(null, null, null, null, null), "name");
        refused("demo", new StepChange(null, 9, null, null, null), "position");
        refused("demo", new StepChange(null, null, 101, null, null), "probability");
        refused("demo", new StepChange(null, null, null, List.of("luck"), null), "facts");
        refused("demo", new StepChange(null, null, null, null, List.of(" ")), "confirmations");
        for (var step : List.of("research", "first-contact", "demo", "objections", "closing")) {
            editor.retire(step, null, ADA);
        }
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> editor.retire("prospecting", null, ADA))
                .withMessageContaining("last one");
    }

    @Test
    void timeInAStepCountsFromTheMoveAndNotFromAChange() {
        var deal = open(ADA, null);
        world.pass(Duration.ofDays(2));
        deals.change(deal.id(), step("research"), ADA);
        var moved = world.clock().instant();
        world.pass(Duration.ofDays(2));
        deals.change(deal.id(), new DealChange("Other", null, null, null, null, "research", null, null), ADA);

        assertThat(jdbc.sql("select step_since from deal where id = :id")
                        .param("id", deal.id())
                        .query((row, number) -> row.getTimestamp(1).toInstant())
                        .single())
                .isEqualTo(moved);
    }

    @Test
    void anOwnersAddressHasOneSpellingSoThatTheyFindTheirDeals() {
        assertThat(open(" Ada@Example.com ", null).owner()).isEqualTo(ADA);
        assertThat(open("Ada of the CRM", null).owner()).isEqualTo("Ada of the CRM");
    }

    private void refused(String name, StepChange change, String field) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> editor.put(name, change))
                .satisfies(ex -> assertThat(ex.field()).isEqualTo(field));
    }

    private static List<String> atOnce(Callable<String> one, Callable<String> other) throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var outcomes = new ArrayList<String>();
            for (var outcome : threads.invokeAll(List.of(told(one), told(other)))) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        }
    }

    private static Callable<String> told(Callable<String> call) {
        return () -> {
            try {
                return call.call();
            } catch (DealMovedException | InvalidValueException ex) {
                return String.valueOf(ex.getMessage());
            }
        };
    }

    private List<String> missing(Deal deal) {
        return pipeline.missing(deal, null).stream().map(MissingFact::what).toList();
    }

    private long confirmation(String step) {
        return pipeline.steps().stream()
                .filter(each -> each.name().equals(step))
                .flatMap(each -> each.confirmations().stream())
                .findFirst()
                .orElseThrow()
                .id();
    }

    private void record(ContactId contact, String type, Map<String, Object> properties) {
        Instant now = world.clock().instant();
        activities.record(List.of(new NewActivity(contact, type, now, null, properties)), Lane.LIVE);
    }

    private Deal open(@Nullable String owner, @Nullable String step) {
        return open(world.contact(Stage.SQL), owner, step);
    }

    private Deal open(ContactId contact, @Nullable String owner, @Nullable String step) {
        return deals.open(new NewDeal(contact, null, "Deal", BigDecimal.TEN, "EUR", null, owner, step, null), ADA)
                .deal();
    }

    private static DealChange step(String step) {
        return new DealChange(null, null, null, null, null, step, null, null);
    }
}
