package dev.trellis.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.ContactNotFoundException;
import dev.trellis.contact.NewContact;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.testing.Database;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.event.ApplicationEvents;

@LifecycleTest
class LifecycleTests {

    private static final Qualification QUALIFICATION = new Qualification("10k", "CFO", "less typing", "this year");

    private final Lifecycle lifecycle;
    private final LifecycleRecords records;
    private final ContactIntake intake;
    private final RecordedOutbox outbox;
    private final TestClock clock;

    @Autowired
    ApplicationEvents events;

    @Autowired
    LifecycleTests(
            Lifecycle lifecycle,
            LifecycleRecords records,
            ContactIntake intake,
            RecordedOutbox outbox,
            TestClock clock) {
        this.lifecycle = lifecycle;
        this.records = records;
        this.intake = intake;
        this.outbox = outbox;
        this.clock = clock;
    }

    @BeforeEach
    void reset() {
        clock.reset();
        outbox.cancelled.clear();
    }

    @Test
    void aNewContactIsALeadWhoseJourneyStarts() {
        var ada = added(person());

        assertThat(lifecycle.find(ada)).hasValueSatisfying(state -> {
            assertThat(state.stage()).isEqualTo(Stage.LEAD);
            assertThat(state.entry()).isEqualTo(1);
            assertThat(state.entryReached()).isZero();
        });
        assertThat(events.stream(StageChanged.class)).singleElement().satisfies(changed -> {
            assertThat(changed.entries()).hasSize(1).isEqualTo(changed.starting());
            assertThat(changed.lane()).isEqualTo(Lane.LIVE);
        });
        assertThat(lifecycle.history(ada)).singleElement().satisfies(entry -> {
            assertThat(entry.previous()).isNull();
            assertThat(entry.reason()).isEqualTo("New contact");
            assertThat(entry.actor()).isEqualTo("rule:lifecycle-stage#2");
        });
    }

    @Test
    void whoOnlySubscribedIsASubscriber() {
        var ada = added(NewContact.builder().topics(Set.of("newsletter")));

        assertThat(stage(ada)).isEqualTo(Stage.SUBSCRIBER);
    }

    @Test
    void theGivenStageCountsAndNeedsNoQualification() {
        var ada = added(person().stage("sql"));

        assertThat(stage(ada)).isEqualTo(Stage.SQL);
        assertThat(lifecycle.history(ada).getFirst().actor()).isEqualTo("api");
    }

    @Test
    void withoutAJourneyNothingStartsUntilTheStageChanges() {
        var ada = added(person(), new Origin("test", Lane.BULK, false));

        assertThat(events.stream(StageChanged.class).flatMap(changed -> changed.starting().stream()))
                .isEmpty();
        assertThat(lifecycle.unreached(Duration.ZERO, 10)).isEmpty();

        lifecycle.move(ada, Stage.MQL, "Asked", "test");

        assertThat(events.stream(StageChanged.class).flatMap(changed -> changed.starting().stream()))
                .extracting(StageEntry::number)
                .containsExactly(2);
    }

    @Test
    void aLegalMoveIsAnEntryWithReasonAndActor() {
        var ada = added(person());

        var entry = lifecycle.move(ada, Stage.MQL, "Asked for a demo", "grace");

        assertThat(entry).hasValueSatisfying(moved -> {
            assertThat(moved.number()).isEqualTo(2);
            assertThat(moved.previous()).isEqualTo(Stage.LEAD);
            assertThat(moved.reason()).isEqualTo("Asked for a demo");
            assertThat(moved.actor()).isEqualTo("grace");
        });
        assertThat(lifecycle.history(ada)).hasSize(2).last().isEqualTo(entry.orElseThrow());
        assertThat(events.stream(StageChanged.class)).last().satisfies(changed -> {
            assertThat(changed.entries()).containsExactly(entry.orElseThrow());
            assertThat(changed.starting()).isEmpty();
        });
    }

    @Test
    void movingToWhereTheContactIsDoesNothingButEnteringStartsOver() {
        var ada = added(person());

        assertThat(lifecycle.move(ada, Stage.LEAD, "Again", "test")).isEmpty();
        assertThat(lifecycle.enter(ada, Stage.LEAD, "Again", "test").number()).isEqualTo(2);
    }

    @Test
    void anIllegalMoveSaysWhy() {
        var ada = added(person());

        assertThatExceptionOfType(IllegalMoveException.class)
                .isThrownBy(() -> lifecycle.move(ada, Stage.EVANGELIST, "Praise", "test"))
                .withMessage("A contact in the stage lead cannot move to evangelist; from there it may move to"
                        + " subscriber, mql, sql, opportunity, customer (lifecycle-stages.dmn)");
        assertThatExceptionOfType(IllegalMoveException.class)
                .isThrownBy(() -> lifecycle.move(ada, new Stage("fan"), "Praise", "test"))
                .withMessageStartingWith("There is no stage fan; there are subscriber, lead");
        assertThatExceptionOfType(ContactNotFoundException.class)
                .isThrownBy(() -> lifecycle.move(new ContactId(Ids.next()), Stage.MQL, "x", "test"));
        assertThat(lifecycle.history(ada)).hasSize(1);
    }

    @Test
    void sqlNeedsAQualificationThatHoldsUntilTheContactGoesBack() {
        var ada = added(person());
        assertThatExceptionOfType(IllegalMoveException.class)
                .isThrownBy(() -> lifecycle.move(ada, Stage.SQL, "Good talk", "grace"))
                .withMessageContaining("budget, authority, need and timeline");

        lifecycle.qualify(ada, QUALIFICATION, "grace");
        assertThat(lifecycle.move(ada, Stage.SQL, "Good talk", "grace")).isPresent();
        assertThat(lifecycle.qualification(ada)).contains(QUALIFICATION);

        lifecycle.move(ada, Stage.OPPORTUNITY, "Deal", "grace");
        assertThat(lifecycle.qualification(ada)).isPresent();
        lifecycle.move(ada, Stage.LEAD, "Lost", "grace");
        assertThat(lifecycle.qualification(ada)).isEmpty();
        assertThatExceptionOfType(IllegalMoveException.class)
                .isThrownBy(() -> lifecycle.move(ada, Stage.SQL, "Again", "grace"));
    }

    @Test
    void aLostDealLetsTheContactRestUntilItMoves() {
        var ada = added(person());
        lifecycle.move(ada, Stage.OPPORTUNITY, "Deal", "grace");

        lifecycle.closeLost(ada, "budget", LocalDate.parse("2026-09-01"));
        assertThat(lifecycle.find(ada)).hasValueSatisfying(state -> {
            assertThat(state.closedLost()).isTrue();
            assertThat(state.recycleOn()).isEqualTo("2026-09-01");
        });

        lifecycle.enter(ada, Stage.OPPORTUNITY, "New deal", "grace");
        assertThat(lifecycle.find(ada)).hasValueSatisfying(state -> {
            assertThat(state.closedLost()).isFalse();
            assertThat(state.recycleOn()).isNull();
        });
    }

    @Test
    void aReturningLeadGetsAnotherJourney() {
        var ada = added(person());
        assertThat(lifecycle.journeyOf(lifecycle.find(ada).orElseThrow())).isEqualTo("lead");

        lifecycle.move(ada, Stage.MQL, "x", "test");
        assertThat(lifecycle.journeyOf(lifecycle.find(ada).orElseThrow())).isEqualTo("mql");
        lifecycle.move(ada, Stage.LEAD, "x", "test");

        assertThat(lifecycle.journeyOf(lifecycle.find(ada).orElseThrow())).isEqualTo("lead-returning");
    }

    @Test
    void whatTheEngineHasNotReachedIsFound() {
        var ada = added(person());
        assertThat(lifecycle.unreached(Duration.ofMinutes(1), 10)).isEmpty();

        clock.advance(Duration.ofMinutes(1));
        assertThat(lifecycle.unreached(Duration.ofMinutes(1), 10))
                .extracting(StageEntry::contactId)
                .containsExactly(ada);

        assertThat(lifecycle.reached(ada, 4711))
                .hasValueSatisfying(state -> assertThat(state.entryReached()).isEqualTo(1));
        assertThat(lifecycle.unreached(Duration.ZERO, 10)).isEmpty();

        lifecycle.move(ada, Stage.MQL, "x", "test");
        assertThat(lifecycle.unreached(Duration.ZERO, 10))
                .extracting(StageEntry::number)
                .containsExactly(2);
    }

    @Test
    void manyMovesAtOnceLeaveNoGap() throws Exception {
        var people = IntStream.range(0, 8).mapToObj(i -> added(person())).toList();
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 12; i++) {
            for (var contact : people) {
                var to = i % 2 == 0 ? Stage.MQL : Stage.LEAD;
                tasks.add(() -> {
                    lifecycle.enter(contact, to, "race", "test");
                    return true;
                });
            }
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }

        for (var contact : people) {
            var history = lifecycle.history(contact);
            assertThat(history)
                    .extracting(StageEntry::number)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 13).boxed().toList());
            for (int i = 1; i < history.size(); i++) {
                assertThat(history.get(i).previous())
                        .isEqualTo(history.get(i - 1).stage());
            }
            assertThat(lifecycle.find(contact)).hasValueSatisfying(state -> {
                assertThat(state.entry()).isEqualTo(13);
                assertThat(state.stage()).isEqualTo(history.getLast().stage());
            });
        }
    }

    @Test
    void aMergedContactGoesOnInTheFurtherStage(Database database) {
        var keep = added(person());
        var merged = added(person());
        lifecycle.move(merged, Stage.CUSTOMER, "Bought", "test");
        lifecycle.reached(merged, 99);

        database.transactions().executeWithoutResult(status -> records.merge(keep, merged));

        assertThat(stage(keep)).isEqualTo(Stage.CUSTOMER);
        assertThat(lifecycle.history(keep)).hasSize(2);
        assertThat(lifecycle.find(merged)).isEmpty();
        assertThat(outbox.cancelled).containsExactly(99L);
    }

    @Test
    void whoIsErasedLeavesNothing(Database database) {
        var ada = added(person());
        lifecycle.qualify(ada, QUALIFICATION, "grace");
        assertThat(records.export(ada)).hasSize(2);

        database.transactions().executeWithoutResult(status -> records.erase(ada));

        for (var table : records.tables()) {
            assertThat(database.jdbc()
                            .sql("select count(*) from " + table + " where contact_id = ?")
                            .param(ada.value())
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
    }

    private Stage stage(ContactId contact) {
        return lifecycle.find(contact).orElseThrow().stage();
    }

    private static NewContact.Builder person() {
        return NewContact.builder().firstName("Ada");
    }

    private ContactId added(NewContact.Builder contact) {
        return added(contact, Origin.live("test"));
    }

    private ContactId added(NewContact.Builder contact, Origin origin) {
        var taken = intake.add(contact.email(Ids.next() + "@example.org").build(), origin);
        return Objects.requireNonNull(taken.id());
    }
}
