package dev.trellis.backtest;

import static dev.trellis.platform.UtcTime.utc;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trellis.backtest.Backtest.State;
import dev.trellis.backtest.Report.Change;
import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.NewActivity;
import dev.trellis.contact.NewContact;
import dev.trellis.engine.DecisionTables;
import dev.trellis.lifecycle.LifecycleTest;
import dev.trellis.lifecycle.TestClock;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.ScoringProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** From an uploaded table to a stored report, on a real database. */
@LifecycleTest
class BacktestsTests {

    private final Activities activities;
    private final ContactIntake intake;
    private final TestClock clock;
    private final JdbcClient jdbc;
    private final BacktestStore store;
    private final Backtests backtests;

    @Autowired
    BacktestsTests(
            Activities activities,
            ContactIntake intake,
            TestClock clock,
            JdbcClient jdbc,
            DecisionTables tables,
            TransactionTemplate transaction) {
        this.activities = activities;
        this.intake = intake;
        this.clock = clock;
        this.jdbc = jdbc;
        this.store = new BacktestStore(jdbc, clock);
        this.backtests = new Backtests(
                store, new PastLeads(jdbc, clock), tables, new ScoringProperties(ZoneOffset.UTC), transaction, clock);
    }

    @BeforeEach
    void reset() {
        clock.reset();
    }

    @Test
    void aChangedTableIsTriedAndWhatCameOfItIsKept() throws IOException {
        var won = who("webinar-attended", "trial-started");
        who("webinar-attended");
        who("page-viewed");
        clock.advance(Duration.ofDays(200));
        jdbc.sql("""
                        insert into deal (id, contact_id, name, amount, currency, step, step_since, state, won_on,
                                          opened_at, updated_at)
                        values (:id, :contact, 'Deal', 100, 'EUR', 'demo', :now, 'won', '2026-09-18', :now, :now)
                        """)
                .param("id", Ids.next())
                .param("contact", won.value())
                .param("now", utc(clock.instant()))
                .update();

        var begun = backtests.begin("Trials count more", Map.of("lead-score.dmn", trialsGive(70)), "ada");

        var done = await().atMost(Duration.ofSeconds(20))
                .until(() -> backtests.require(begun.id()), each -> each.state() != State.RUNNING);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.name()).isEqualTo("Trials count more");
        assertThat(done.createdBy()).isEqualTo("ada");
        assertThat(done.done()).isEqualTo(3);
        assertThat(done.total()).isEqualTo(3);
        var report = requireNonNull(done.report());
        assertThat(report.judged()).isEqualTo(3);
        assertThat(report.won()).isEqualTo(1);
        assertThat(requireNonNull(report.current()).missed()).isEqualTo(1);
        assertThat(requireNonNull(report.changed()).caught()).isEqualTo(1);
        assertThat(report.changes()).extracting(Change::lead).containsExactly(won.toString());
        assertThat(report.outcomes().keySet()).containsExactly("won a deal", "no deal in half a year");
        assertThat(backtests.page(null, 10).items()).containsExactly(done);
    }

    @Test
    void whatCannotBeTriedIsRefusedBeforeItBegins() {
        assertThatThrownBy(() -> backtests.begin("", Map.of(), "ada"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("no tables");
        assertThatThrownBy(() -> backtests.begin("", Map.of("a.dmn", "<definitions/>"), "ada"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("a.dmn:file: holds no decision");
        assertThat(backtests.page(null, 10).items()).isEmpty();
    }

    @Test
    void oneRunsAtATimeUntilItIsDoneOrItsTrellisHasEnded() throws IOException {
        var table = trialsGive(70);
        store.insert(new Backtest(Ids.next(), "first", State.RUNNING, 0, 10, null, null, "ada", clock.instant()));

        assertThatThrownBy(() -> backtests.begin("second", Map.of("lead-score.dmn", table), "ada"))
                .isInstanceOf(BacktestRunningException.class)
                .hasMessageContaining("first");

        clock.advance(Duration.ofMinutes(2));
        assertThat(backtests.page(null, 10).items()).extracting(Backtest::state).containsExactly(State.STOPPED);
        var second = backtests.begin("second", Map.of("lead-score.dmn", table), "ada");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> backtests.require(second.id()).state() == State.DONE);
        assertThat(requireNonNull(backtests.require(second.id()).report()).judged())
                .isZero();
    }

    @Test
    void onlyTheNewestAreKept() {
        for (int i = 0; i < 53; i++) {
            clock.advance(Duration.ofMinutes(2));
            store.insert(
                    new Backtest(Ids.next(), "number " + i, State.RUNNING, 0, 0, null, null, "ada", clock.instant()));
        }

        assertThat(backtests.page(null, 500).items())
                .hasSize(50)
                .extracting(Backtest::name)
                .startsWith("number 52")
                .endsWith("number 3");
        assertThatThrownBy(() -> backtests.require(UUID.randomUUID())).isInstanceOf(BacktestNotFoundException.class);
    }

    private ContactId who(String... types) {
        var taken = intake.add(
                NewContact.builder().email(Ids.next() + "@example.org").build(), Origin.live("test"));
        var contact = Objects.requireNonNull(taken.id());
        for (var type : types) {
            activities.record(List.of(new NewActivity(contact, type, null, null, Map.of())), Lane.LIVE);
        }
        return contact;
    }

    private static String trialsGive(int points) throws IOException {
        var text = Files.readString(Path.of("bpmn/lead-score.dmn"));
        var changed = text.replaceFirst("(lead-score-trial-points\">\\s*<text>)40", "$1" + points)
                .replaceFirst("(lead-score-trial-dailycap\">\\s*<text>)40", "$1" + points);
        assertThat(changed).isNotEqualTo(text);
        return changed;
    }
}
