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

    private static final String LINE = "  %-14s %-28s %s";

    private final PrintStream out;

    ReportPrinter(PrintStream out) {
        this.out = out;
    }

    void print(Report report) {
        print(
                "%,d leads with a known outcome, %,d of them won%s.",
                report.judged(),
                report.won(),
                report.judged() == 0 ? "" : " (" + percent((double) report.won() / report.judged()) + ")");
        print(
                "  %s",
                report.outcomes().entrySet().stream().map(ReportPrinter::words).collect(Collectors.joining(", ")));
        if (report.judged() == 0) {
            out.println("There is nothing to judge tables by.");
            return;
        }
        out.println();
        if (report.current() != null && report.changed() != null) {
            print(LINE, "", "now", "changed");
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
            print(
                    "The area under the curve changes by %+.3f (with 95 %% certainty %+.3f to %+.3f).",
                    difference.value(), difference.low(), difference.high());
        }
        if (report.current() != null && report.changed() != null) {
            print(
                    "Promoted besides: %,d that were won, %,d others. No longer: %,d that were won, %,d others.",
                    report.flips().wonGained(),
                    report.flips().othersGained(),
                    report.flips().wonLost(),
                    report.flips().othersLost());
        }
        changes(report);
        report.notes().forEach(note -> print("Note: %s", note));
    }

    private void changes(Report report) {
        if (report.changes().isEmpty()) {
            return;
        }
        out.println();
        out.println("Whom the change moves most:");
        for (var change : report.changes()) {
            print("  %s (%s): %s -> %s", change.lead(), change.outcome(), side(change.before()), side(change.after()));
            rows("before", change.onlyBefore());
            rows("after", change.onlyAfter());
        }
        out.println();
    }

    private void rows(String when, List<Row> rows) {
        for (var row : rows) {
            print(
                    "    %-6s %s row %d%s%s  %s",
                    when,
                    row.decision(),
                    row.row(),
                    row.times() > 1 ? " x" + row.times() : "",
                    row.points() == 0 ? "" : points(row.points()),
                    row.label());
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
            print(LINE, name, results.getFirst(), results.size() > 1 ? results.getLast() : "");
        }
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

    private void print(String format, @Nullable Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
