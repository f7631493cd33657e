package dev.trellis.backtest;

import dev.trellis.backtest.Report.Row;
import dev.trellis.engine.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which rows decided about one lead, in the order in which they first did. */
class Trace {

    /** Nobody asks why. */
    static final Trace NONE = new Trace() {
        @Override
        void add(String decisionId, Decision decision, double points) {}
    };

    private final Map<Place, Row> rows = new LinkedHashMap<>();

    void add(String decisionId, Decision decision, double points) {
        if (decision.matched()) {
            rows.merge(
                    new Place(decisionId, decision.rule()),
                    new Row(decisionId, decision.rule(), decision.label(), 1, points),
                    (before, more) -> new Row(
                            before.decision(),
                            before.row(),
                            before.label(),
                            before.times() + 1,
                            before.points() + more.points()));
        }
    }

    List<Row> rows() {
        return new ArrayList<>(rows.values());
    }

    private record Place(String decision, int number) {}
}
