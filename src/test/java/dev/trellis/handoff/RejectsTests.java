package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.handoff.RejectReport.Line;
import dev.trellis.handoff.RejectReport.Proposal;
import dev.trellis.handoff.RejectReport.Row;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@SalesTest
class RejectsTests {

    private static final String SAM = "sam@example.com";
    private static final String SUE = "sue@example.com";
    private static final String WEBINAR = "Came to a webinar";
    private static final String FIT = "rule:lifecycle-stage#9";

    private final Rejects rejects;
    private final Handoffs handoffs;
    private final SalesWorld world;
    private final JdbcClient jdbc;
    private final MockMvcTester mvc;

    RejectsTests(Rejects rejects, Handoffs handoffs, SalesWorld world, JdbcClient jdbc, RejectController controller) {
        this.rejects = rejects;
        this.handoffs = handoffs;
        this.world = world;
        this.jdbc = jdbc;
        this.mvc = MockMvcTester.of(controller);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void rejectionsCountAgainstReasonSourceRuleAndPerson() {
        reject(opened("fair", FIT, SAM), "not-ready");
        reject(opened("fair", FIT, SAM), "not-ready");
        accept(opened("fair", FIT, SAM));
        reject(opened("ads", "by-hand", SUE), "no-budget");
        accept(opened("ads", FIT, SUE));
        var waiting = opened("ads", FIT, SUE);

        var report = rejects.report(null, null, Sight.ALL);

        assertThat(report.decided()).isEqualTo(5);
        assertThat(report.rejected()).isEqualTo(3);
        assertThat(report.reasons()).containsExactly(new Line("not-ready", 2, 5), new Line("no-budget", 1, 5));
        assertThat(report.sources()).containsExactly(new Line("fair", 2, 3), new Line("ads", 1, 2));
        assertThat(report.rules()).containsExactly(new Line("score reached 50", 2, 4), new Line("by-hand", 1, 1));
        assertThat(report.people()).containsExactly(new Line(SAM, 2, 3), new Line(SUE, 1, 2));
        assertThat(report.rows())
                .containsExactly(
                        new Row("not-ready", "fair", "score reached 50", SAM, 2, 3),
                        new Row("no-budget", "ads", "by-hand", SUE, 1, 1));
        assertThat(report.rows().getFirst().share()).isEqualTo(2.0 / 3);
        assertThat(handoffs.require(waiting).state()).isEqualTo(HandoffState.OPEN);
    }

    @Test
    void acceptedAndGivenBackIsAcceptedAndWithdrawnUnansweredDoesNotCount() {
        var givenBack = opened("fair", FIT, SAM);
        accept(givenBack);
        handoffs.giveBack(givenBack, "later", null, SAM);
        jdbc.sql("update handoff set state = 'withdrawn', closed_at = opened_at where id = :id")
                .param("id", opened("fair", FIT, SAM))
                .update();

        var report = rejects.report(null, null, Sight.ALL);

        assertThat(report.decided()).isEqualTo(1);
        assertThat(report.rejected()).isZero();
        assertThat(report.rows()).isEmpty();
    }

    @Test
    void onlyTheDaysAskedForCount() {
        reject(opened("fair", FIT, SAM), "not-ready");
        world.pass(Duration.ofDays(10));
        reject(opened("fair", FIT, SAM), "no-budget");
        var first = LocalDate.of(2026, 3, 2);

        assertThat(rejects.report(first, first, Sight.ALL).reasons()).containsExactly(new Line("not-ready", 1, 1));
        assertThat(rejects.report(first.plusDays(1), null, Sight.ALL).reasons())
                .containsExactly(new Line("no-budget", 1, 1));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> rejects.report(first.plusDays(60), first, Sight.ALL));
    }

    @Test
    void aLineLeadsToItsHandOffs() {
        var one = opened("fair", FIT, SAM);
        reject(one, "not-ready");
        reject(opened("ads", FIT, SAM), "not-ready");
        reject(opened("fair", FIT, SUE), "no-budget");
        score(one, WEBINAR);

        assertThat(list(new RejectFilter("not-ready", "fair", null, null, null)))
                .containsExactly(one);
        assertThat(list(new RejectFilter(null, null, "score reached 50", SAM, null)))
                .hasSize(2);
        assertThat(list(new RejectFilter(null, null, null, null, WEBINAR))).containsExactly(one);
        assertThat(list(RejectFilter.ALL)).hasSize(3);
    }

    @Test
    void aRowWhoseContactsAreRejectedTwiceAsOftenIsProposedForAChange() {
        for (var i = 0; i < 20; i++) {
            var withWebinar = opened("fair", FIT, SAM);
            score(withWebinar, WEBINAR);
            answer(withWebinar, i < 12);
            answer(opened("fair", FIT, SAM), i < 4);
        }

        assertThat(rejects.report(null, null, Sight.ALL).proposals())
                .containsExactly(new Proposal(WEBINAR, "not-ready", 12, 20, 4, 20));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 20, 5, 20, true",
        "9, 10, 0, 20, false",
        "10, 20, 6, 20, false",
        "10, 10, 0, 9, false",
        "10, 10, 0, 10, true",
        "30, 100, 30, 200, true"
    })
    void aProposalNeedsEnoughOfBothAndTwiceTheRate(
            int rejected, int decided, int othersRejected, int othersDecided, boolean worth) {
        assertThat(Rejects.isWorthAChange(
                        new Proposal(WEBINAR, "not-ready", rejected, decided, othersRejected, othersDecided)))
                .isEqualTo(worth);
    }

    @Test
    void theApiGivesNumbersAndAFileInWhichNothingIsAFormula() {
        reject(opened("=cmd|' /C calc'!A0", FIT, SAM), "not-ready");
        reject(opened("a \"fair\", in May", FIT, SUE), "no-budget");

        assertThat(mvc.get().uri("/api/rejects")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"decided": 2, "rejected": 2, "from": "2025-12-01", "until": "2026-03-02",
                 "people": [{"name": "sam@example.com", "rejected": 1, "decided": 1},
                            {"name": "sue@example.com", "rejected": 1, "decided": 1}]}""");
        assertThat(mvc.get().uri("/api/rejects/csv").exchange().getResponse().getContentType())
                .isEqualTo("text/csv;charset=UTF-8");
        assertThat(mvc.get().uri("/api/rejects/csv"))
                .bodyText()
                .satisfies(file -> assertThat(file.lines())
                        .containsExactly(
                                "reason,source,rule,person,rejected,decided",
                                "no-budget,\"a \"\"fair\"\", in May\",score reached 50,sue@example.com,1,1",
                                "not-ready,\"'=cmd|' /C calc'!A0\",score reached 50,sam@example.com,1,1"));
    }

    private List<UUID> list(RejectFilter filter) {
        return rejects.list(null, null, filter, Sight.ALL, 100);
    }

    private void answer(UUID id, boolean no) {
        if (no) {
            reject(id, "not-ready");
        } else {
            accept(id);
        }
    }

    private void accept(UUID id) {
        var unused = handoffs.accept(id, null, "somebody");
    }

    private void reject(UUID id, String reason) {
        var unused = handoffs.reject(id, reason, null, null, "somebody");
    }

    private UUID opened(String source, String promotedBy, String owner) {
        ContactId contact = world.contact(Stage.MQL);
        var id = handoffs.open(HandoffRequests.of(contact)).handoff().id();
        jdbc.sql("update handoff set source = :source, promoted_by = :promotedBy, owner = :owner where id = :id")
                .param("source", source)
                .param("promotedBy", promotedBy)
                .param("owner", owner)
                .param("id", id)
                .update();
        return id;
    }

    private void score(UUID handoff, String label) {
        jdbc.sql(
                        "update handoff set scored_by = array[:label], scored_rows = '{4}', scored_points = '{10}' where id = :id")
                .param("id", handoff)
                .param("label", label)
                .update();
    }
}
