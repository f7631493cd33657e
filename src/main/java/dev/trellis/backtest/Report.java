package dev.trellis.backtest;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How decision tables do on leads whose outcome is known.
 *
 * @param judged how many leads the numbers are about
 * @param won how many of them were won
 * @param outcomes all leads by what became of them; those of whom that is not known are not judged
 * @param current what the tables in use make of them; null where they cannot be asked
 * @param changed what the changed tables make of them; null where nothing is changed
 * @param difference by how much the area under the curve grows with the change; null where there is nothing to compare
 * @param flips how many leads the change promotes or no longer promotes
 * @param changes the leads about whom the tables differ most
 * @param notes what to keep in mind when reading it
 */
public record Report(
        long judged,
        long won,
        Map<String, Long> outcomes,
        @Nullable Result current,
        @Nullable Result changed,
        @Nullable Interval difference,
        Flips flips,
        List<Change> changes,
        List<String> notes) {

    /** The same with the leads called otherwise. */
    Report named(UnaryOperator<String> name) {
        return new Report(
                judged,
                won,
                outcomes,
                current,
                changed,
                difference,
                flips,
                changes.stream()
                        .map(change -> new Change(
                                name.apply(change.lead()), change.outcome(), change.before(), change.after()))
                        .toList(),
                notes);
    }

    /**
     * What one set of tables makes of the leads.
     *
     * @param promoted how many of the judged leads it promotes
     * @param byRequest how many of these because they asked to be contacted, which no table of points changes
     * @param undecided how many it would promote besides, of whom nobody knows yet what becomes of them
     * @param caught how many of those that were won it promotes
     * @param missed how many of them it does not
     * @param precision which part of the promoted were won
     * @param recall which part of the won were promoted
     * @param auc how well it ranks; null where all leads had the same outcome
     */
    public record Result(
            long promoted,
            long byRequest,
            long undecided,
            long caught,
            long missed,
            Share precision,
            Share recall,
            @Nullable Interval auc) {}

    /** Leads on the other side of the threshold after the change, those that were won and all others. */
    public record Flips(long wonGained, long wonLost, long othersGained, long othersLost) {}

    /** One lead before and after. */
    public record Change(String lead, String outcome, Side before, Side after) {

        /** The rows that decided before and do not any more. */
        public List<Row> onlyBefore() {
            return before.rowsOtherThanThoseOf(after);
        }

        /** The rows that did not decide before. */
        public List<Row> onlyAfter() {
            return after.rowsOtherThanThoseOf(before);
        }
    }

    /**
     * One lead by one set of tables.
     *
     * @param points the most it ever had
     * @param rows the rows that decided
     */
    public record Side(double points, String fit, boolean promoted, List<Row> rows) {

        private List<Row> rowsOtherThanThoseOf(Side other) {
            return rows.stream()
                    .filter(row -> other.rows().stream().noneMatch(row::saysTheSameAs))
                    .toList();
        }
    }

    /**
     * A row of a table that decided.
     *
     * @param label the row's annotation
     * @param times how often it did
     * @param points what it gave in all, before fading; 0 for rows that give none
     */
    public record Row(String decision, int row, String label, int times, double points) {

        /** Wherever it stands in its table. */
        private boolean saysTheSameAs(Row other) {
            return decision.equals(other.decision)
                    && label.equals(other.label)
                    && times == other.times
                    && points == other.points;
        }
    }
}
