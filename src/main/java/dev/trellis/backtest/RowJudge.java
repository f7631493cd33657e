package dev.trellis.backtest;

import dev.trellis.backtest.Verdict.Promotion;
import dev.trellis.contact.ContactId;
import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionTables;
import dev.trellis.lifecycle.PaperStages;
import dev.trellis.lifecycle.Stage;
import dev.trellis.scoring.ContactScore;
import dev.trellis.scoring.Fit;
import dev.trellis.scoring.PaperScores;
import dev.trellis.scoring.Temperature;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Judges rows of a file: {@code lead-score} is asked once for each, with the columns as its inputs, and where several
 * of its rows hold (hit policy COLLECT) their points add up. {@code lead-fit} judges too if the file has what it looks
 * at. A row has no dates, so nothing fades, and everybody counts as here today.
 */
final class RowJudge implements Judge<CsvLead> {

    private static final ContactId ANYBODY = new ContactId(new UUID(0, 0));

    private final DecisionTables tables;
    private final PaperStages stages;
    private final boolean adds;
    private final boolean judgesFit;

    RowJudge(DecisionTables tables, Set<String> columns) {
        this.tables = tables;
        this.stages = new PaperStages(tables);
        this.adds = tables.givesSeveral("lead-score");
        this.judgesFit = tables.ids().contains("lead-fit")
                && !tables.inputs("lead-fit").isEmpty()
                && columns.containsAll(tables.inputs("lead-fit"));
    }

    /** What {@code lead-score} looks at and the file does not have. */
    static Set<String> missing(DecisionTables tables, Set<String> columns) {
        var missing = new LinkedHashSet<>(tables.inputs("lead-score"));
        missing.removeAll(columns);
        return missing;
    }

    @Override
    public Verdict judge(CsvLead lead, Trace trace) {
        double points = 0;
        for (var row : rows(lead)) {
            var given = row.number("points");
            if (given != null) {
                trace.add("lead-score", row, given.doubleValue());
                points += given.doubleValue();
            }
        }
        var fit = Fit.UNKNOWN;
        if (judgesFit) {
            var judged = tables.decide("lead-fit", lead.values());
            trace.add("lead-fit", judged, 0);
            fit = PaperScores.fit(judged);
        }
        var decided =
                stages.afterScore(Stage.LEAD, new ContactScore(ANYBODY, points, points, fit, Temperature.HOT, null));
        var to = PaperStages.destination(decided);
        boolean promoted = to != null && stages.isPromoted(to);
        if (promoted) {
            trace.add("lifecycle-stage", decided, 0);
        }
        return Verdict.of(points, stages.pointsNeeded(fit), fit, promoted ? Promotion.BY_POINTS : Promotion.NONE);
    }

    private List<Decision> rows(CsvLead lead) {
        return adds
                ? tables.decideAll("lead-score", lead.values())
                : List.of(tables.decide("lead-score", lead.values()));
    }
}
