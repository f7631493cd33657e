package dev.trellis.backtest;

import dev.trellis.backtest.Verdict.Promotion;
import dev.trellis.engine.DecisionTables;
import dev.trellis.lifecycle.PaperStages;
import dev.trellis.scoring.PaperScores;
import dev.trellis.scoring.ScoringProperties;

/**
 * Lives a contact's history once more under a set of tables: each activity gives points, is capped and fades as it
 * would have, and after each the stage is asked for.
 *
 * <p>An activity is taken as told when it happened. Nobody has refused the contact before, and its fit is that of the
 * profile it has today.
 */
final class HistoryJudge implements Judge<PastLead> {

    private final PaperScores scores;
    private final PaperStages stages;

    HistoryJudge(DecisionTables tables, ScoringProperties properties) {
        this.scores = new PaperScores(tables, properties);
        this.stages = new PaperStages(tables);
    }

    @Override
    public Verdict judge(PastLead lead, Trace trace) {
        var judged = scores.judge(lead.profile());
        trace.add("lead-fit", judged, 0);
        var fit = PaperScores.fit(judged);
        var sheet = scores.open(lead.contact(), fit, lead.emailDomain(), lead.timeZone());
        var stage = lead.stage();
        var promotion = Promotion.NONE;
        double most = 0;
        for (var activity : lead.activities()) {
            if (promotion == Promotion.NONE && activity.isHuman() && stages.isHandRaise(activity.type())) {
                var asked = stages.afterHandRaise(stage, activity.type(), sheet.at(activity.at()));
                var to = PaperStages.destination(asked);
                if (to != null && stages.isPromoted(to)) {
                    trace.add("lifecycle-stage", asked, 0);
                    promotion = Promotion.BY_REQUEST;
                }
            }
            var given = sheet.add(activity);
            if (given == null) {
                continue;
            }
            trace.add("lead-score", given.by(), given.points());
            most = Math.max(most, sheet.pointsAt(given.at()));
            if (promotion == Promotion.NONE) {
                var decided = stages.afterScore(stage, sheet.at(given.at()));
                var to = PaperStages.destination(decided);
                if (to != null && !to.equals(stage)) {
                    trace.add("lifecycle-stage", decided, 0);
                    promotion = stages.isPromoted(to) ? Promotion.BY_POINTS : promotion;
                    stage = to;
                }
            }
        }
        return Verdict.of(most, stages.pointsNeeded(fit), fit, promotion);
    }
}
