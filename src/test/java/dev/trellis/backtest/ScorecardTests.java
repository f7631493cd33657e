package dev.trellis.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.backtest.CsvLeads.Column;
import dev.trellis.backtest.Scorecard.Line;
import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScorecardTests {

    private static final DecisionTables TABLES = DmnFolder.read(Path.of("bpmn"), Clock.systemUTC());
    private static final Column SOURCE = new Column("Lead \"Source\"", "leadSource", false);
    private static final Column MINUTES = new Column("Minutes <on site>", "minutes", true);
    private static final Column NUMBER = new Column("Number", "number", true);
    private static final Column COIN = new Column("Coin", "coin", false);
    private static final List<Column> ALL = List.of(SOURCE, MINUTES, NUMBER, COIN);

    private final List<CsvLead> leads = made(6_000);

    @Test
    void whatSaysNothingOrOnlyNamesTheLeadGivesNoPoints() {
        var card = Scorecard.learn(leads, ALL, 60);

        assertThat(card.columns()).containsExactly(SOURCE, MINUTES);
    }

    @Test
    void pointsFollowTheOddsTenForTwice() {
        var some = new ArrayList<CsvLead>();
        for (int i = 0; i < 2_000; i++) {
            boolean referred = i % 2 == 0;
            boolean won = i / 2 % 10 < (referred ? 6 : 2);
            some.add(new CsvLead(
                    "lead " + i, won ? Past.WON : Past.OTHER, Map.of("leadSource", referred ? "referral" : "ad")));
        }
        var points = new HashMap<String, Integer>();

        for (Line line : Scorecard.learn(some, List.of(SOURCE), 60).lines()) {
            points.put(line.bin().words(), line.points());
        }

        // Of the referred 600 of 1,000 were won, of the others 200: odds of 1.5 against 0.25, which is 2 to the power
        // 2.58.
        assertThat(points.getOrDefault("referral", 0) - points.getOrDefault("ad", 0))
                .isCloseTo(26, within(1));
    }

    @Test
    void theThresholdPromotesAboutAsManyAsWereWon() {
        var report = judged(Scorecard.learn(leads, ALL, 60), leads);

        long promoted = requireNonNull(report.changed()).promoted();
        assertThat((double) promoted / report.won()).isEqualTo(1, within(0.35));
    }

    @Test
    void theFileIsATableThatOthersReadAndGivesEveryLeadThePointsThatWereMeant() {
        var card = Scorecard.learn(leads, ALL, 60);
        var tables = tables(card);

        assertThat(tables.problems()).isEmpty();
        assertThat(tables.inputs("lead-score")).containsExactly("leadSource", "minutes");
        var judge = new RowJudge(new ChangedTables(tables, TABLES), Set.of("leadSource", "minutes"));
        var none = new CsvLead("nothing known", Past.OTHER, Map.of());
        var odd = new CsvLead("odd", Past.OTHER, Map.of("leadSource", "word \"of\" mouth", "minutes", -3L));
        for (var lead : List.of(none, odd, leads.get(0), leads.get(1), leads.get(2))) {
            var trace = new Trace();
            var verdict = judge.judge(lead, trace);
            assertThat(trace.rows()).as(lead.id()).hasSizeBetween(1, 4);
            assertThat(trace.rows().getFirst().label()).isEqualTo("Everybody.");
            assertThat(verdict.points())
                    .isEqualTo(trace.rows().stream()
                            .mapToDouble(Report.Row::points)
                            .sum());
        }
    }

    @Test
    void whatWasLearnedFromSomeHoldsForOthers() {
        var others = made(6_000, 99);
        var report = judged(Scorecard.learn(leads, ALL, 60), others);

        // Nobody can know more of these leads than the odds they were made with.
        double best = Auc.of(odds(others, Past.WON), odds(others, Past.OTHER))
                .orElseThrow()
                .value();
        var result = requireNonNull(report.changed());
        assertThat(requireNonNull(result.auc()).value()).isBetween(best - 0.02, best);
    }

    private static double[] odds(List<CsvLead> leads, Past past) {
        return leads.stream()
                .filter(lead -> lead.past() == past)
                .mapToDouble(lead -> (double) requireNonNull(lead.values().get("odds")))
                .toArray();
    }

    private static Report judged(Scorecard card, List<CsvLead> leads) {
        var comparison = new Comparison<CsvLead>(
                null, new RowJudge(new ChangedTables(tables(card), TABLES), Set.of("leadSource", "minutes")));
        comparison.add(leads, false);
        return comparison.report(List.of());
    }

    private static DmnFolder tables(Scorecard card) {
        return DmnFolder.read(
                Map.of(ScorecardFile.NAME, ScorecardFile.write(card).getBytes(UTF_8)), Clock.systemUTC());
    }

    private static List<CsvLead> made(int number) {
        return made(number, 4);
    }

    /** Leads of which source and time on the site tell what becomes of them, and nothing else does. */
    private static List<CsvLead> made(int number, long seed) {
        var random = new Random(seed);
        var leads = new ArrayList<CsvLead>();
        for (int i = 0; i < number; i++) {
            var values = new HashMap<String, Object>();
            boolean referred = random.nextBoolean();
            if (random.nextInt(20) > 0) {
                values.put("leadSource", referred ? "referral" : "ad");
            }
            long minutes = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
            values.put("minutes", minutes);
            values.put("number", (long) i);
            values.put("coin", random.nextBoolean() ? "heads" : "tails");
            double odds = (referred ? 3.0 / 7 : 1.0 / 9) * Math.exp((minutes - 22) / 15.0);
            values.put("odds", odds);
            leads.add(
                    new CsvLead("lead " + i, random.nextDouble() < odds / (1 + odds) ? Past.WON : Past.OTHER, values));
        }
        return leads;
    }
}
