package dev.trellis.backtest;

import dev.trellis.backtest.CsvLeads.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column taken apart into few groups of values that went differently: words each by itself as long as they are
 * common, numbers by ranges, and those who have none.
 */
final class Characteristic {

    /** Groups smaller than that say little, whatever they say. */
    private static final int FEWEST = 30;

    private static final int MOST_RANGES = 20;

    /** Ranges that differ by less than so many standard errors are one. */
    private static final double NO_DIFFERENCE = 2;

    /** An information value below is called of no use to predict with. */
    private static final double OF_NO_USE = 0.02;

    private final Column column;
    private final List<Bin> bins;
    private final Map<Object, Integer> words;
    private final double[] cuts;
    private final int rest;
    private final int none;
    private final double[] weights;
    private final double information;

    private Characteristic(
            Column column, List<Bin> bins, Map<Object, Integer> words, double[] cuts, int rest, int none) {
        this.column = column;
        this.bins = bins;
        this.words = words;
        this.cuts = cuts;
        this.rest = rest;
        this.none = none;
        long won = bins.stream().mapToLong(Bin::won).sum();
        long others = bins.stream().mapToLong(Bin::others).sum();
        this.weights = new double[bins.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            var bin = bins.get(i);
            weights[i] = bin.leads() < FEWEST ? 0 : bin.weight(won, others);
            sum += weights[i] * ((double) bin.won() / Math.max(1, won) - (double) bin.others() / Math.max(1, others));
        }
        this.information = sum;
    }

    /** What a column is made of; empty where it tells winners from others no better than its absence. */
    static Optional<Characteristic> of(Column column, List<CsvLead> leads) {
        var counts = new TreeMap<Object, long[]>();
        var none = new long[2];
        for (var lead : leads) {
            var value = lead.values().get(column.variable());
            (value == null ? none : counts.computeIfAbsent(key(value), key -> new long[2]))[index(lead)]++;
        }
        // Where nearly every lead has a value of its own, it names the lead.
        if ((counts.size() < 2 && none[0] + none[1] == 0) || counts.size() > leads.size() * 0.9) {
            return Optional.empty();
        }
        var found = column.isNumber() ? ranges(column, counts, none) : words(column, counts, none);
        return found.information < OF_NO_USE ? Optional.empty() : Optional.of(found);
    }

    // Whole numbers and others lie in the same order.
    private static Object key(Object value) {
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }

    private static int index(CsvLead lead) {
        return lead.past() == Past.WON ? 0 : 1;
    }

    private static Characteristic words(Column column, Map<Object, long[]> counts, long[] none) {
        var bins = new ArrayList<Bin>();
        var places = new LinkedHashMap<Object, Integer>();
        var rest = new long[2];
        counts.forEach((value, count) -> {
            if (count[0] + count[1] >= FEWEST) {
                places.put(value, bins.size());
                bins.add(new Bin(quoted(value), value.toString(), count[0], count[1]));
            } else {
                rest[0] += count[0];
                rest[1] += count[1];
            }
        });
        int restPlace = bins.size();
        var named = places.keySet().stream().map(Characteristic::quoted).collect(Collectors.joining(","));
        bins.add(new Bin("not(null" + (named.isEmpty() ? "" : "," + named) + ")", "anything else", rest[0], rest[1]));
        bins.add(new Bin("null", "nothing", none[0], none[1]));
        return new Characteristic(column, List.copyOf(bins), places, new double[0], restPlace, bins.size() - 1);
    }

    private static Characteristic ranges(Column column, SortedMap<Object, long[]> counts, long[] none) {
        var cuts = new ArrayList<Double>();
        var ranges = new ArrayList<long[]>();
        long all =
                counts.values().stream().mapToLong(count -> count[0] + count[1]).sum();
        long enough = Math.max(FEWEST, all / MOST_RANGES);
        var open = new long[2];
        for (var entry : counts.entrySet()) {
            if (open[0] + open[1] >= enough) {
                ranges.add(open);
                cuts.add((Double) entry.getKey());
                open = new long[2];
            }
            open[0] += entry.getValue()[0];
            open[1] += entry.getValue()[1];
        }
        ranges.add(open);
        merge(ranges, cuts, enough);
        var bins = new ArrayList<Bin>();
        for (int i = 0; i < ranges.size(); i++) {
            var from = i == 0 ? null : cuts.get(i - 1);
            var to = i == cuts.size() ? null : cuts.get(i);
            bins.add(new Bin(test(from, to), words(from, to), ranges.get(i)[0], ranges.get(i)[1]));
        }
        bins.add(new Bin("null", "nothing", none[0], none[1]));
        return new Characteristic(
                column,
                List.copyOf(bins),
                Map.of(),
                cuts.stream().mapToDouble(Double::doubleValue).toArray(),
                0,
                bins.size() - 1);
    }

    /** Joins neighbours that are too small, or alike, until none are left. */
    private static void merge(List<long[]> ranges, List<Double> cuts, long enough) {
        while (ranges.size() > 1) {
            int closest = 0;
            double least = Double.MAX_VALUE;
            for (int i = 0; i + 1 < ranges.size(); i++) {
                double distance = distance(ranges.get(i), ranges.get(i + 1), enough);
                if (distance < least) {
                    least = distance;
                    closest = i;
                }
            }
            if (least >= NO_DIFFERENCE) {
                return;
            }
            var next = ranges.remove(closest + 1);
            ranges.get(closest)[0] += next[0];
            ranges.get(closest)[1] += next[1];
            cuts.remove(closest);
        }
    }

    private static double distance(long[] one, long[] other, long enough) {
        return Math.min(one[0] + one[1], other[0] + other[1]) < Math.min(enough, FEWEST)
                ? 0
                : new Bin("", "", one[0], one[1]).distance(new Bin("", "", other[0], other[1]));
    }

    private static String test(@Nullable Double from, @Nullable Double to) {
        if (from == null) {
            return to == null ? "not(null)" : "< " + plain(to);
        }
        return to == null ? ">= " + plain(from) : "[" + plain(from) + ".." + plain(to) + ")";
    }

    private static String words(@Nullable Double from, @Nullable Double to) {
        if (from == null) {
            return to == null ? "anything" : "less than " + plain(to);
        }
        return to == null ? plain(from) + " or more" : plain(from) + " to less than " + plain(to);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static String quoted(Object value) {
        return "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    Column column() {
        return column;
    }

    List<Bin> bins() {
        return bins;
    }

    /** The weight of evidence of each group; none for groups that are too small to have one. */
    double weight(int bin) {
        return weights[bin];
    }

    /** How well the column alone tells winners from others: its information value. */
    double information() {
        return information;
    }

    /** The group that a lead's value belongs to. */
    int bin(CsvLead lead) {
        var value = lead.values().get(column.variable());
        if (value == null) {
            return none;
        }
        if (!column.isNumber()) {
            return words.getOrDefault(value, rest);
        }
        double number = ((Number) value).doubleValue();
        int bin = 0;
        while (bin < cuts.length && number >= cuts[bin]) {
            bin++;
        }
        return bin;
    }
}
