package dev.trellis.backtest;

import dev.trellis.backtest.Report.Change;
import dev.trellis.backtest.Report.Flips;
import dev.trellis.backtest.Report.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Holds two sets of tables against each other, lead by lead, and keeps no more of a lead than it needs. */
final class Comparison<L extends Lead> {

    private static final int SHOWN = 10;

    private final @Nullable Judge<L> current;
    private final @Nullable Judge<L> changed;
    private final Tally now = new Tally();
    private final Tally then = new Tally();
    private final Map<Past, Long> outcomes = new LinkedHashMap<>();
    private final PriorityQueue<Judged<L>> most = new PriorityQueue<>(Comparator.reverseOrder());
    private long wonGained;
    private long wonLost;
    private long othersGained;
    private long othersLost;

    /**
     * A comparison of nobody yet.
     *
     * @param current the tables in use; null where they cannot judge such leads
     * @param changed the tables to try; null to look at those in use alone
     */
    Comparison(@Nullable Judge<L> current, @Nullable Judge<L> changed) {
        this.current = current;
        this.changed = changed;
    }

    /** Judges these leads too, on several threads if wished. */
    void add(Collection<L> leads, boolean parallel) {
        (parallel ? leads.parallelStream() : leads.stream())
                .map(this::judge)
                .toList()
                .forEach(this::add);
    }

    private Judged<L> judge(L lead) {
        return new Judged<>(
                lead,
                current == null ? null : current.judge(lead, Trace.NONE),
                changed == null ? null : changed.judge(lead, Trace.NONE));
    }

    private void add(Judged<L> judged) {
        var past = judged.lead().past();
        outcomes.merge(past, 1L, Long::sum);
        if (judged.before() != null) {
            now.add(past, judged.before());
        }
        if (judged.after() != null) {
            then.add(past, judged.after());
        }
        if (past.isKnown() && judged.differs()) {
            count(judged, past == Past.WON);
            most.add(judged);
            if (most.size() > SHOWN) {
                most.poll();
            }
        }
    }

    private void count(Judged<L> judged, boolean won) {
        if (judged.flips() && judged.isPromoted()) {
            wonGained += won ? 1 : 0;
            othersGained += won ? 0 : 1;
        } else if (judged.flips()) {
            wonLost += won ? 1 : 0;
            othersLost += won ? 0 : 1;
        }
    }

    Report report(List<String> notes) {
        var before = now.sum();
        var after = then.sum();
        long judged = outcomes.entrySet().stream()
                .filter(entry -> entry.getKey().isKnown())
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Report(
                judged,
                outcomes.getOrDefault(Past.WON, 0L),
                words(outcomes),
                current == null ? null : before.result(),
                changed == null ? null : after.result(),
                after.auc().flatMap(area -> before.auc().map(area::lead)).orElse(null),
                new Flips(wonGained, wonLost, othersGained, othersLost),
                changes(),
                List.copyOf(notes));
    }

    private static Map<String, Long> words(Map<Past, Long> outcomes) {
        var words = new LinkedHashMap<String, Long>();
        for (var past : Past.values()) {
            var leads = outcomes.get(past);
            if (leads != null) {
                words.put(past.words(), leads);
            }
        }
        return words;
    }

    private List<Change> changes() {
        var sorted = new ArrayList<>(most);
        sorted.sort(null);
        var changes = new ArrayList<Change>();
        for (var judged : sorted) {
            if (current != null && changed != null) {
                changes.add(new Change(
                        judged.lead().id(),
                        judged.lead().past().words(),
                        side(current, judged.lead()),
                        side(changed, judged.lead())));
            }
        }
        return List.copyOf(changes);
    }

    private Side side(Judge<L> judge, L lead) {
        var trace = new Trace();
        var verdict = judge.judge(lead, trace);
        return new Side(verdict.points(), verdict.fit(), verdict.isPromoted(), trace.rows());
    }

    /** A lead with what both sets of tables say. Whom the change moves most comes first. */
    private record Judged<L extends Lead>(
            L lead, @Nullable Verdict before, @Nullable Verdict after) implements Comparable<Judged<L>> {

        boolean differs() {
            return before != null
                    && after != null
                    && (flips() || distance() >= 0.5 || !before.fit().equals(after.fit()));
        }

        boolean flips() {
            return before != null && after != null && before.isPromoted() != after.isPromoted();
        }

        boolean isPromoted() {
            return after != null && after.isPromoted();
        }

        double distance() {
            return before == null || after == null ? 0 : Math.abs(after.points() - before.points());
        }

        @Override
        public int compareTo(Judged<L> other) {
            int order = Boolean.compare(other.flips(), flips());
            order = order != 0 ? order : Double.compare(other.distance(), distance());
            return order != 0 ? order : lead.id().compareTo(other.lead.id());
        }
    }
}
