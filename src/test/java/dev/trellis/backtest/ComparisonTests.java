package dev.trellis.backtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.trellis.backtest.Report.Change;
import dev.trellis.backtest.Report.Flips;
import dev.trellis.backtest.Verdict.Promotion;
import dev.trellis.scoring.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ComparisonTests {

    private static final int THRESHOLD = 60;

    /** A lead with the points that either set of tables gives it. */
    private record Made(String id, Past past, double before, double after) implements Lead {}

    @Test
    void countsWhatEitherSetOfTablesPromotesCatchesAndMisses() {
        var report = report(
                new Made("a", Past.WON, 70, 70),
                new Made("b", Past.WON, 20, 65),
                new Made("c", Past.WON, 10, 10),
                new Made("d", Past.LOST, 80, 40),
                new Made("e", Past.REFUSED, 5, 61),
                new Made("f", Past.SILENT, 0, 0));

        assertThat(report.judged()).isEqualTo(6);
        assertThat(report.won()).isEqualTo(3);
        var now = requireNonNull(report.current());
        assertThat(now.promoted()).isEqualTo(2);
        assertThat(now.caught()).isEqualTo(1);
        assertThat(now.missed()).isEqualTo(2);
        assertThat(now.precision()).isEqualTo(Share.of(1, 2));
        assertThat(now.recall()).isEqualTo(Share.of(1, 3));
        assertThat(requireNonNull(now.auc()).value()).isEqualTo(6 / 9.0);
        var then = requireNonNull(report.changed());
        assertThat(then.promoted()).isEqualTo(3);
        assertThat(then.caught()).isEqualTo(2);
        assertThat(then.missed()).isEqualTo(1);
        assertThat(requireNonNull(then.auc()).value()).isEqualTo(7 / 9.0);
        assertThat(requireNonNull(report.difference()).value()).isEqualTo(7 / 9.0 - 6 / 9.0);
        assertThat(report.flips()).isEqualTo(new Flips(1, 0, 1, 1));
    }

    @Test
    void whomNothingIsKnownAboutYetIsCountedApart() {
        var report = report(
                new Made("a", Past.WON, 70, 70),
                new Made("b", Past.OPEN, 0, 99),
                new Made("c", Past.YOUNG, 99, 99),
                new Made("d", Past.UNSEEN, 99, 99));

        assertThat(report.judged()).isEqualTo(1);
        assertThat(report.outcomes())
                .containsExactly(
                        entry("won a deal", 1L),
                        entry("still open", 1L),
                        entry("too young to judge", 1L),
                        entry("nothing was known before sales had it", 1L));
        assertThat(requireNonNull(report.current()).undecided()).isEqualTo(1);
        assertThat(requireNonNull(report.changed()).undecided()).isEqualTo(2);
        assertThat(requireNonNull(report.changed()).auc()).isNull();
        assertThat(report.difference()).isNull();
        assertThat(report.changes()).isEmpty();
    }

    @Test
    void showsTenWhomTheChangeMovesMostAndThoseItPromotesOrDropsBeforeAllOthers() {
        var leads = new ArrayList<Made>();
        for (int i = 0; i < 30; i++) {
            leads.add(new Made("lead-%02d".formatted(i), Past.SILENT, 0, i));
        }
        leads.add(new Made("crosses", Past.WON, 59, 60));
        leads.add(new Made("stays", Past.WON, 60, 60));

        var report = report(leads.toArray(Made[]::new));

        assertThat(report.changes())
                .extracting(Change::lead)
                .containsExactly(
                        "crosses", "lead-29", "lead-28", "lead-27", "lead-26", "lead-25", "lead-24", "lead-23",
                        "lead-22", "lead-21");
        assertThat(report.changes().getFirst().after().promoted()).isTrue();
    }

    @Test
    void ofNobodyNothingIsSaid() {
        var report = report();

        assertThat(report.judged()).isZero();
        assertThat(requireNonNull(report.current()).precision().share()).isNull();
        assertThat(report.difference()).isNull();
    }

    @Test
    void severalThreadsSayTheSameAsOne() {
        var leads = new ArrayList<Made>();
        for (int i = 0; i < 5_000; i++) {
            leads.add(new Made("lead-" + i, i % 3 == 0 ? Past.WON : Past.LOST, i * 7 % 100, i * 13 % 100));
        }
        var alone = new Comparison<Made>(judge(Made::before), judge(Made::after));
        var together = new Comparison<Made>(judge(Made::before), judge(Made::after));

        alone.add(leads, false);
        together.add(leads, true);

        assertThat(together.report(List.of())).isEqualTo(alone.report(List.of()));
    }

    private static Report report(Made... leads) {
        var comparison = new Comparison<Made>(judge(Made::before), judge(Made::after));
        comparison.add(List.of(leads), false);
        return comparison.report(List.of());
    }

    private static Judge<Made> judge(ToDoubleFunction<Made> points) {
        return (lead, trace) -> {
            double given = points.applyAsDouble(lead);
            return Verdict.of(
                    given,
                    OptionalInt.of(THRESHOLD),
                    Fit.UNKNOWN,
                    given >= THRESHOLD ? Promotion.BY_POINTS : Promotion.NONE);
        };
    }
}
