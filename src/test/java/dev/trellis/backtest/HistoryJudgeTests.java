package dev.trellis.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.backtest.Report.Row;
import dev.trellis.backtest.Verdict.Promotion;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.Ids;
import dev.trellis.scoring.Profile;
import dev.trellis.scoring.ScoringProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryJudgeTests {

    private static final DecisionTables TABLES = DmnFolder.read(Path.of("bpmn"), Clock.systemUTC());
    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");
    private static final Profile HEAD =
            new Profile("Head of Sales", "DE", Map.of("employees", "300", "industry", "software"));

    private final HistoryJudge judge = judge(TABLES);

    @Test
    void pointsFadeBetweenActivitiesAndTheMostCounts() {
        var verdict = judge.judge(lead(Profile.EMPTY, "webinar-attended", "page-viewed"), Trace.NONE);

        assertThat(verdict.points()).isEqualTo(15 * Math.pow(2, -1 / 30.0) + 1, within(1e-9));
        assertThat(verdict.standing()).isEqualTo(verdict.points() - 60, within(1e-9));
        assertThat(verdict.promotion()).isEqualTo(Promotion.NONE);
    }

    @Test
    void aBetterFitNeedsFewerPoints() {
        var history =
                new String[] {"price-viewed", "price-viewed", "webinar-attended", "price-viewed", "form-submitted"};

        assertThat(judge.judge(lead(HEAD, history), Trace.NONE).promotion()).isEqualTo(Promotion.BY_POINTS);
        assertThat(judge.judge(lead(Profile.EMPTY, history), Trace.NONE).promotion())
                .isEqualTo(Promotion.NONE);
    }

    @Test
    void whoAsksToBeContactedIsPromotedWithoutPoints() {
        var trace = new Trace();

        var verdict = judge.judge(lead(Profile.EMPTY, "contact-requested"), trace);

        assertThat(verdict.promotion()).isEqualTo(Promotion.BY_REQUEST);
        assertThat(trace.rows())
                .extracting(Row::decision, Row::row)
                .contains(tuple("lead-score", 12), tuple("lifecycle-stage", 3));
    }

    @Test
    void whatProgramsDidGivesNothing() {
        var lead = new PastLead(
                new ContactId(Ids.next()),
                Past.WON,
                Stage.LEAD,
                HEAD,
                "example.org",
                null,
                List.of(activity(new ContactId(Ids.next()), "demo-requested", MONDAY, Map.of("verdict", "scanner"))));

        assertThat(judge.judge(lead, Trace.NONE)).isEqualTo(judge.judge(lead(HEAD), Trace.NONE));
    }

    @Test
    void aBadFitStandsBelowAllOthersAndAmongItsLikesByPoints() {
        var intern = new Profile("Intern", "DE", Map.of("employees", "300"));

        var many = judge.judge(lead(intern, "trial-started", "meeting-booked", "webinar-attended"), Trace.NONE);
        var few = judge.judge(lead(intern, "page-viewed"), Trace.NONE);
        var nobody = judge.judge(lead(Profile.EMPTY, "complained"), Trace.NONE);

        assertThat(many.fit()).isEqualTo("D");
        assertThat(many.isPromoted()).isFalse();
        assertThat(many.standing()).isGreaterThan(few.standing()).isLessThan(nobody.standing());
    }

    @Test
    void aSubscriberBecomesALeadOnItsWay() {
        var trace = new Trace();
        var lead = lead(HEAD, "webinar-attended", "trial-started");

        var verdict = judge.judge(
                new PastLead(lead.contact(), Past.WON, Stage.SUBSCRIBER, HEAD, "example.org", null, lead.activities()),
                trace);

        assertThat(verdict.isPromoted()).isTrue();
        assertThat(trace.rows()).extracting(Row::decision).containsSequence("lifecycle-stage", "lead-score");
    }

    @Test
    void aChangedTableReplacesOneDecisionAndLeavesTheOthers() throws IOException {
        var text = Files.readString(Path.of("bpmn/lead-score.dmn"))
                .replaceFirst("(lead-score-webinar-attended-points\">\\s*<text>)15", "$1" + 25);
        var changed = DmnFolder.read(Map.of("lead-score.dmn", text.getBytes(UTF_8)), Clock.systemUTC());
        assertThat(changed.problems()).isEmpty();

        var verdict = judge(new ChangedTables(changed, TABLES)).judge(lead(HEAD, "webinar-attended"), Trace.NONE);

        assertThat(verdict.points()).isEqualTo(25);
        assertThat(verdict.fit()).isEqualTo("A");
    }

    private static HistoryJudge judge(DecisionTables tables) {
        return new HistoryJudge(tables, new ScoringProperties(ZoneOffset.UTC));
    }

    /** Who did these things on one day after the other. */
    private static PastLead lead(Profile profile, String... types) {
        var contact = new ContactId(Ids.next());
        var activities = new ArrayList<Activity>();
        for (int i = 0; i < types.length; i++) {
            activities.add(activity(contact, types[i], MONDAY.plus(Duration.ofDays(i)), Map.of()));
        }
        return new PastLead(contact, Past.WON, Stage.LEAD, profile, "example.org", null, activities);
    }

    private static Activity activity(ContactId contact, String type, Instant at, Map<String, Object> properties) {
        return new Activity(Ids.next(), contact, type, at, at, properties);
    }
}
