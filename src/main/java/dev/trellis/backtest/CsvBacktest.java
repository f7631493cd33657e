package dev.trellis.backtest;

import dev.trellis.backtest.CsvLeads.Column;
import dev.trellis.engine.DecisionTables;
import dev.trellis.lifecycle.PaperStages;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.scoring.Fit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges the leads of a file by tables, and learns tables from them. */
final class CsvBacktest {

    private static final int LEADS_AT_ONCE = 5_000;

    private final CsvLeads leads;
    private final long seed;
    private final Set<String> variables;

    CsvBacktest(CsvLeads leads, long seed) {
        this.leads = leads;
        this.seed = seed;
        this.variables = leads.columns().stream().map(Column::variable).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Learns points from one half.
     *
     * @param without headers of columns to do without
     * @param current the tables whose threshold the points are to pass
     */
    Scorecard learn(Set<String> without, DecisionTables current) {
        var columns = leads.columns();
        var headers = columns.stream().map(Column::header).collect(Collectors.toSet());
        for (var column : without) {
            if (!headers.contains(column)) {
                throw new InvalidValueException(
                        "--without", "names the column '" + column + "', which the file does not have");
            }
        }
        var half = new ArrayList<CsvLead>();
        var halves = new Halves(seed);
        leads.forEach(Set.of(), lead -> {
            if (halves.nextIsForLearning()) {
                half.add(lead);
            }
        });
        int threshold = new PaperStages(current)
                .pointsNeeded(Fit.UNKNOWN)
                .orElseThrow(() -> new InvalidValueException(
                        "--suggest", "needs a threshold: by lifecycle-stage no points promote a lead of unknown fit"));
        return Scorecard.learn(
                half,
                columns.stream()
                        .filter(column -> !without.contains(column.header()))
                        .toList(),
                threshold);
    }

    /**
     * Judges the leads.
     *
     * @param current the tables to compare with, which are left out where the file does not have what they look at
     * @param changed the tables to try; null to look at the others alone
     * @param heldOut whether only the half is judged that {@link #learn} does not learn from
     */
    Report report(DecisionTables current, @Nullable DecisionTables changed, boolean heldOut) {
        var notes = new ArrayList<String>();
        notes.add("The file has no dates: nothing fades, and everybody counts as here today.");
        if (leads.unreadable() > 0) {
            notes.add(String.format(Locale.ROOT, "%,d lines cannot be read and are left out.", leads.unreadable()));
        }
        requireColumns(changed == null ? current : changed);
        var missing = RowJudge.missing(current, variables);
        if (!missing.isEmpty()) {
            notes.add("Nothing to compare with: the lead-score in use looks at " + String.join(", ", missing)
                    + ", which the file does not have.");
        }
        var comparison = new Comparison<CsvLead>(
                missing.isEmpty() ? new RowJudge(current, variables) : null,
                changed == null ? null : new RowJudge(changed, variables));
        var halves = new Halves(seed);
        var some = new ArrayList<CsvLead>();
        leads.forEach(wanted(current, changed), lead -> {
            if (!halves.nextIsForLearning() || !heldOut) {
                some.add(lead);
            }
            if (some.size() == LEADS_AT_ONCE) {
                comparison.add(some, true);
                some.clear();
            }
        });
        comparison.add(some, true);
        return comparison.report(notes);
    }

    private void requireColumns(DecisionTables tables) {
        var missing = RowJudge.missing(tables, variables);
        if (!missing.isEmpty()) {
            throw new InvalidValueException(
                    "lead-score",
                    "looks at " + String.join(", ", missing) + ", which the file does not have; it has "
                            + leads.columns().stream().map(Column::variable).collect(Collectors.joining(", ")));
        }
    }

    /** What the tables look at; empty where they do more with it than look. */
    private static Set<String> wanted(DecisionTables current, @Nullable DecisionTables changed) {
        var wanted = new LinkedHashSet<String>();
        for (var tables : changed == null ? List.of(current) : List.of(current, changed)) {
            for (var decision : List.of("lead-score", "lead-fit")) {
                var inputs = tables.inputs(decision);
                if (inputs.isEmpty()) {
                    return Set.of();
                }
                wanted.addAll(inputs);
            }
        }
        return wanted;
    }
}
