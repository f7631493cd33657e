package dev.trellis.backtest;

import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.contact.Activities;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.NewActivity;
import dev.trellis.contact.NewContact;
import dev.trellis.engine.DecisionTables;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleTest;
import dev.trellis.lifecycle.PaperStages;
import dev.trellis.lifecycle.TestClock;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.Scores;
import dev.trellis.scoring.ScoringProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is known of past contacts, on a real database with live scoring beside it. */
@LifecycleTest
class PastLeadsTests {

    private final Activities activities;
    private final ContactIntake intake;
    private final Scores scores;
    private final Lifecycle lifecycle;
    private final TestClock clock;
    private final JdbcClient jdbc;
    private final PastLeads leads;
    private final PaperStages stages;
    private final HistoryJudge judge;

    @Autowired
    PastLeadsTests(
            Activities activities,
            ContactIntake intake,
            Scores scores,
            Lifecycle lifecycle,
            TestClock clock,
            JdbcClient jdbc,
            DecisionTables tables) {
        this.activities = activities;
        this.intake = intake;
        this.scores = scores;
        this.lifecycle = lifecycle;
        this.clock = clock;
        this.jdbc = jdbc;
        this.leads = new PastLeads(jdbc, clock);
        this.stages = new PaperStages(tables);
        this.judge = new HistoryJudge(tables, new ScoringProperties(ZoneOffset.UTC));
    }

    @BeforeEach
    void reset() {
        clock.reset();
    }

    @Test
    void onPaperAContactEarnsAndMovesAsItDidInTruth() {
        var random = new Random(3);
        var types = List.of("page-viewed", "price-viewed", "link-clicked", "webinar-attended", "form-submitted");
        for (int person = 0; person < 12; person++) {
            var contact = added(null);
            for (int i = 0; i < 15; i++) {
                clock.advance(Duration.ofHours(random.nextInt(60)));
                did(contact, types.get(random.nextInt(types.size())));
            }
            boolean promoted =
                    stages.isPromoted(lifecycle.find(contact).orElseThrow().stage());

            var verdict = judge.judge(lead(contact), Trace.NONE);

            assertThat(verdict.isPromoted()).as("person %s", person).isEqualTo(promoted);
            if (!promoted) {
                clock.advance(Duration.ofSeconds(1));
                var trace = new Trace();
                judge.judge(lead(contact), trace);
                assertThat(trace.rows().stream().mapToDouble(Report.Row::points).sum())
                        .isEqualTo(
                                scores.explain(contact).stream()
                                        .mapToDouble(reason -> reason.points())
                                        .sum(),
                                within(1e-9));
            }
        }
    }

    @Test
    void whatHappenedOnceSalesHadItIsNotLookedAt() {
        var ada = added(null);
        did(ada, "page-viewed");
        clock.advance(Duration.ofDays(1));
        did(ada, "demo-requested");
        var promoted = clock.instant();
        clock.advance(Duration.ofHours(1));
        did(ada, "meeting-booked", "quote-viewed");
        deal(ada, "won", clock.instant(), LocalDate.of(2026, 4, 1));
        clock.advance(Duration.ofDays(30));
        did(ada, "purchased", "product-used");

        var lead = lead(ada);

        assertThat(lead.past()).isEqualTo(Past.WON);
        assertThat(lead.activities()).extracting(Activity::type).containsExactly("page-viewed", "demo-requested");
        assertThat(lead.activities()).allMatch(activity -> !activity.at().isAfter(promoted));
        var before = judge.judge(lead, Trace.NONE);
        did(ada, "webinar-attended", "trial-started", "contact-requested");
        assertThat(judge.judge(lead(ada), Trace.NONE)).isEqualTo(before);
    }

    @Test
    void aDealThatSalesOpenedWithoutAPromotionEndsWhatIsKnown() {
        var ada = added(null);
        did(ada, "page-viewed");
        clock.advance(Duration.ofDays(1));
        deal(ada, "lost", clock.instant(), null);
        did(ada, "quote-viewed");

        assertThat(lead(ada).past()).isEqualTo(Past.LOST);
        assertThat(lead(ada).activities()).extracting(Activity::type).containsExactly("page-viewed");
    }

    @Test
    void ofADealEnteredLaterThanItWasWonTheDayOfTheWinEndsWhatIsKnown() {
        var ada = added(null);
        tell(ada, "webinar-attended", Instant.parse("2025-06-01T10:00:00Z"));
        tell(ada, "quote-viewed", Instant.parse("2025-06-20T10:00:00Z"));
        deal(ada, "won", clock.instant(), LocalDate.of(2025, 6, 20));

        assertThat(lead(ada).activities()).extracting(Activity::type).containsExactly("webinar-attended");
    }

    @Test
    void outcomesFollowTheStatedRule() {
        var young = added(null);
        var refunded = added(null);
        deal(refunded, "won", clock.instant(), LocalDate.of(2026, 3, 2));
        jdbc.sql("update deal set refunded_on = won_on").update();
        var open = added(null);
        deal(open, "open", clock.instant(), null);
        var wonAndOpen = added(null);
        deal(wonAndOpen, "won", clock.instant(), LocalDate.of(2026, 3, 2));
        deal(wonAndOpen, "open", clock.instant(), null);
        var refused = added(null);
        handoff(refused, "rejected", "not-ready");
        var known = added(null);
        handoff(known, "rejected", "duplicate");
        var withSales = added(null);
        handoff(withSales, "accepted", null);
        var customer = added("customer");

        assertThat(past(young)).isEqualTo(Past.YOUNG);
        assertThat(past(refunded)).isEqualTo(Past.LOST);
        assertThat(past(open)).isEqualTo(Past.OPEN);
        assertThat(past(wonAndOpen)).isEqualTo(Past.WON);
        assertThat(past(refused)).isEqualTo(Past.REFUSED);
        assertThat(past(known)).isEqualTo(Past.YOUNG);
        assertThat(past(withSales)).isEqualTo(Past.OPEN);
        assertThat(past(customer)).isEqualTo(Past.UNSEEN);

        clock.advance(Duration.ofDays(200));
        assertThat(past(young)).isEqualTo(Past.SILENT);
        assertThat(past(known)).isEqualTo(Past.SILENT);
        assertThat(past(withSales)).isEqualTo(Past.OPEN);
    }

    @Test
    void whatAScannerDidIsLeftOutOnceThatIsKnown() {
        var ada = added(null);
        var click = activities
                .record(
                        List.of(new NewActivity(ada, "link-clicked", null, null, Map.of("verdict", "human"))),
                        Lane.LIVE)
                .getFirst();
        assertThat(lead(ada).activities()).hasSize(1);

        activities.record(
                List.of(new NewActivity(
                        ada,
                        "link-clicked",
                        click.at(),
                        null,
                        Map.of("verdict", "scanner", "corrects", click.id().toString()))),
                Lane.BULK);

        assertThat(judge.judge(lead(ada), Trace.NONE).points()).isZero();
    }

    @Test
    void pagesFollowEachOtherWithoutAGap() {
        var all = List.of(added(null), added(null), added(null), added(null), added(null));

        var first = leads.next(null, 2, stages.early());
        var second = leads.next(first.getLast().contact(), 2, stages.early());
        var third = leads.next(second.getLast().contact(), 2, stages.early());

        assertThat(leads.count()).isEqualTo(5);
        assertThat(List.of(first, second, third))
                .flatExtracting(page -> page.stream().map(PastLead::contact).toList())
                .containsExactlyInAnyOrderElementsOf(all);
    }

    private Past past(ContactId contact) {
        return lead(contact).past();
    }

    private PastLead lead(ContactId contact) {
        return leads.next(null, 500, stages.early()).stream()
                .filter(lead -> lead.contact().equals(contact))
                .findAny()
                .orElseThrow();
    }

    private ContactId added(@Nullable String stage) {
        var taken = intake.add(
                NewContact.builder()
                        .email(Ids.next() + "@example.org")
                        .firstName("Ada")
                        .stage(stage)
                        .build(),
                Origin.live("test"));
        return Objects.requireNonNull(taken.id());
    }

    private void did(ContactId contact, String... types) {
        for (var type : types) {
            tell(contact, type, null);
        }
    }

    private void tell(ContactId contact, String type, @Nullable Instant at) {
        activities.record(List.of(new NewActivity(contact, type, at, null, Map.of())), Lane.LIVE);
    }

    private void deal(ContactId contact, String state, Instant openedAt, @Nullable LocalDate wonOn) {
        jdbc.sql("""
                        insert into deal (id, contact_id, name, amount, currency, step, step_since, state, won_on,
                                          lost_reason, lost_on, opened_at, updated_at)
                        values (:id, :contact, 'Deal', 100, 'EUR', 'demo', :openedAt, :state, :wonOn,
                                case :state when 'lost' then 'budget' end,
                                case :state when 'lost' then cast(:openedAt as date) end, :openedAt, :openedAt)
                        """)
                .param("id", Ids.next())
                .param("contact", contact.value())
                .param("state", state)
                .param("wonOn", wonOn)
                .param("openedAt", utc(openedAt))
                .update();
    }

    private void handoff(ContactId contact, String state, @Nullable String reason) {
        jdbc.sql("""
                        insert into handoff (id, contact_id, kind, stage_entry, team, state, assigned_because, priority, score,
                                             fit, temperature, opened_at, due_at, closed_at, reason, element_instance_key)
                        values (:id, :contact, 'mql', 1, 'sales', :state, 'test', 'normal', 0, 'A', 'cold', :now, :now,
                                :now, :reason, 1)
                        """)
                .param("id", Ids.next())
                .param("contact", contact.value())
                .param("state", state)
                .param("reason", reason)
                .param("now", utc(clock.instant()))
                .update();
    }
}
