package dev.trellis.backtest;

import dev.trellis.backtest.Report.Result;
import dev.trellis.backtest.Report.Row;
import dev.trellis.backtest.Report.Side;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as people read it at a terminal. */
final class ReportPrinter {

    private final PrintStream out;

    ReportPrinter(PrintStream out) {
        this.out = out;
    }

    void print(Report report) {
        out.println(number(report.judged()) + " leads with a known outcome, " + number(report.won()) + " of them won"
                + (report.judged() == 0 ? "" : " (" + percent((double) report.won() / report.judged()) + ")") + ".");
        out.println(report.outcomes().entrySet().stream()
                .map(ReportPrinter::words)
                .collect(Collectors.joining(", ", "  ", "")));
        if (report.judged() == 0) {
            out.println("There is nothing to judge tables by.");
            return;
        }
        out.println();
        if (report.current() != null && report.changed() != null) {
            line("", "now", "changed");
        }
        line("promoted", report, result -> number(result.promoted()));
        line("  by request", report, result -> number(result.byRequest()));
        line("wins caught", report, result -> number(result.caught()));
        line("wins missed", report, result -> number(result.missed()));
        line("precision", report, result -> percent(result.precision().share()));
        line("recall", report, result -> percent(result.recall().share()));
        line("ROC AUC", report, result -> decimal(result.auc()));
        line("open promoted", report, result -> number(result.undecided()));
        var difference = report.difference();
        if (difference != null) {
            out.println(String.format(
                    Locale.ROOT,
                    "The area under the curve changes by %+.3f (with 95 %% certainty %+.3f to %+.3f).",
                    difference.value(),
                    difference.low(),
                    difference.high()));
        }
        if (report.current() != null && report.changed() != null) {
            var flips = report.flips();
            out.println("Promoted besides: " + number(flips.wonGained()) + " that were won, "
                    + number(flips.othersGained()) + " others. No longer: " + number(flips.wonLost())
                    + " that were won, " + number(flips.othersLost()) + " others.");
        }
        changes(report);
        report.notes().forEach(note -> out.println("Note: " + note));
    }

    private void changes(Report report) {
        if (report.changes().isEmpty()) {
            return;
        }
        out.println();
        out.println("Whom the change moves most:");
        for (var change : report.changes()) {
            out.println("  " + change.lead() + " (" + change.outcome() + "): " + side(change.before()) + " -> "
                    + side(change.after()));
            rows("before ", change.onlyBefore());
            rows("after  ", change.onlyAfter());
        }
        out.println();
    }

    private void rows(String when, List<Row> rows) {
        for (var row : rows) {
            out.println("    " + when + row.decision() + " row " + row.row()
                    + (row.times() > 1 ? " x" + row.times() : "")
                    + (row.points() == 0 ? "" : points(row.points()))
                    + "  " + row.label());
        }
    }

    private static String points(double points) {
        return String.format(Locale.ROOT, points == Math.rint(points) ? " %+.0f" : " %+.1f", points);
    }

    private static String side(Side side) {
        return String.format(
                Locale.ROOT,
                "%.0f points, fit %s, %s",
                side.points(),
                side.fit(),
                side.promoted() ? "promoted" : "not promoted");
    }

    private void line(String name, Report report, Function<Result, String> value) {
        var results = Stream.of(report.current(), report.changed())
                .filter(Objects::nonNull)
                .map(value)
                .toList();
        // Nothing by either set of tables is nothing to talk about.
        if (!results.stream().allMatch("0"::equals)) {
            line(name, results.getFirst(), results.size() > 1 ? results.getLast() : "");
        }
    }

    private void line(String name, String now, String changed) {
        out.println(String.format(Locale.ROOT, "  %-14s %-28s %s", name, now, changed)
                .stripTrailing());
    }

    private static String words(Map.Entry<String, Long> outcome) {
        return number(outcome.getValue()) + " " + outcome.getKey();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String percent(@Nullable Interval share) {
        return share == null
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%.1f %% (%.1f to %.1f)",
                        100 * share.value(),
                        100 * share.low(),
                        100 * share.high());
    }

    private static String decimal(@Nullable Interval value) {
        return value == null
                ? "none: all ended alike"
                : String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", value.value(), value.low(), value.high());
    }
}
