package dev.trellis.backtest;

import dev.trellis.backtest.CsvLeads.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Points for the values of columns, learned from leads with a known outcome: each column's weights of evidence, times
 * what the column adds beside the others, rounded to whole points. Ten points more mean twice the odds.
 *
 * <p>Everybody gets a number of points besides with which the threshold promotes as many of these leads as were won.
 */
final class Scorecard {

    private static final double POINTS = 10 / Math.log(2);

    /** What adds less than that many standard errors beside the others is left out. */
    private static final double CERTAIN = 2;

    private final int base;
    private final List<Line> lines;
    private final List<Characteristic> columns;

    private Scorecard(int base, List<Line> lines, List<Characteristic> columns) {
        this.base = base;
        this.lines = lines;
        this.columns = columns;
    }

    /** Points for some values of a column. */
    record Line(Column column, Bin bin, int points) {}

    /**
     * Learns from leads.
     *
     * @param threshold the points from which on a lead is promoted
     */
    static Scorecard learn(List<CsvLead> leads, List<Column> columns, int threshold) {
        var useful = new ArrayList<Characteristic>();
        columns.forEach(column -> Characteristic.of(column, leads).ifPresent(useful::add));
        var won = new boolean[leads.size()];
        for (int i = 0; i < won.length; i++) {
            won[i] = leads.get(i).past() == Past.WON;
        }
        var regression = LogisticRegression.fit(weights(leads, useful), won);
        for (int weakest = weakest(regression, useful); weakest >= 0; weakest = weakest(regression, useful)) {
            useful.remove(weakest);
            regression = LogisticRegression.fit(weights(leads, useful), won);
        }
        var points = new ArrayList<int[]>();
        for (int i = 0; i < useful.size(); i++) {
            points.add(points(useful.get(i), regression.coefficient(i)));
        }
        return new Scorecard(base(leads, useful, points, won, threshold), lines(useful, points), List.copyOf(useful));
    }

    private static double[][] weights(List<CsvLead> leads, List<Characteristic> columns) {
        var weights = new double[leads.size()][columns.size()];
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < columns.size(); j++) {
                weights[i][j] = columns.get(j).weight(columns.get(j).bin(leads.get(i)));
            }
        }
        return weights;
    }

    /** The column that adds least, if that is too little; -1 where all add enough. */
    private static int weakest(LogisticRegression regression, List<Characteristic> columns) {
        int weakest = -1;
        double least = CERTAIN;
        for (int i = 0; i < columns.size(); i++) {
            if (regression.certainty(i) < least) {
                least = regression.certainty(i);
                weakest = i;
            }
        }
        return weakest;
    }

    private static int[] points(Characteristic column, double coefficient) {
        var points = new int[column.bins().size()];
        for (int i = 0; i < points.length; i++) {
            points[i] = (int) Math.round(POINTS * coefficient * column.weight(i));
        }
        return points;
    }

    private static int base(
            List<CsvLead> leads, List<Characteristic> columns, List<int[]> points, boolean[] won, int threshold) {
        var sums = new int[leads.size()];
        int wins = 0;
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < columns.size(); j++) {
                sums[i] += points.get(j)[columns.get(j).bin(leads.get(i))];
            }
            wins += won[i] ? 1 : 0;
        }
        if (wins == 0) {
            return 0;
        }
        Arrays.sort(sums);
        return threshold - sums[sums.length - wins];
    }

    /** Words that are worth the same share a line; nobody needs a line for no points. */
    private static List<Line> lines(List<Characteristic> columns, List<int[]> points) {
        var lines = new ArrayList<Line>();
        for (int j = 0; j < columns.size(); j++) {
            var column = columns.get(j);
            var shared = new LinkedHashMap<Integer, Bin>();
            for (int i = 0; i < column.bins().size(); i++) {
                var bin = column.bins().get(i);
                int worth = points.get(j)[i];
                if (worth != 0 && bin.test().startsWith("\"")) {
                    shared.merge(
                            worth,
                            bin,
                            (one, more) ->
                                    one.and(more, one.test() + "," + more.test(), one.words() + ", " + more.words()));
                } else if (worth != 0) {
                    lines.add(new Line(column.column(), bin, worth));
                }
            }
            shared.forEach((worth, bin) -> lines.add(new Line(column.column(), bin, worth)));
        }
        return List.copyOf(lines);
    }

    /** What everybody gets. */
    int base() {
        return base;
    }

    List<Line> lines() {
        return lines;
    }

    /** The columns that give points, in the order of the file. */
    List<Column> columns() {
        return columns.stream().map(Characteristic::column).toList();
    }

    /** How well each of these columns alone tells winners from others, by header. */
    Map<String, Double> information() {
        return columns.stream()
                .collect(Collectors.toMap(
                        column -> column.column().header(),
                        Characteristic::information,
                        (one, other) -> one,
                        LinkedHashMap::new));
    }
}
