package dev.trellis.handoff;

import dev.trellis.scoring.ScoreReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What promoted a contact that was handed off, as it was then: what is rejected counts against it.
 *
 * @param promotedBy {@code rule:<table>#<row>}, {@code import}, {@code by-hand}; empty where it is not known
 * @param source where the contact had come from
 * @param scoreRules the rows that had given most of its points, the most first
 */
public record Origin(String promotedBy, @Nullable String source, List<ScoreRule> scoreRules) {

    static final String BY_HAND = "by-hand";
    private static final String IMPORT = "import";
    private static final String RULE = "rule:";
    private static final int SCORE_RULES = 3;

    /**
     * A row of {@code lead-score.dmn}.
     *
     * @param rule its number then
     * @param label what it says it is for, or else the kind of activity
     * @param points what was left of what it had given
     */
    public record ScoreRule(int rule, String label, double points) {}

    /** What to call whoever moved the contact into its stage. Who it was stays in the stage's own history. */
    static String promotedBy(String actor) {
        return actor.startsWith(RULE) || actor.equals(IMPORT) ? actor : BY_HAND;
    }

    /** The rows that gave the most, of what the activities gave. What rows are for tells them apart. */
    static List<ScoreRule> most(List<ScoreReason> reasons) {
        var byRow = new LinkedHashMap<String, ScoreRule>();
        for (var reason : reasons) {
            var label = reason.why().isBlank() ? reason.type() : reason.why();
            byRow.merge(
                    label,
                    new ScoreRule(reason.rule(), label, reason.pointsNow()),
                    (one, other) -> new ScoreRule(one.rule(), one.label(), one.points() + other.points()));
        }
        var rules = new ArrayList<>(byRow.values());
        rules.removeIf(rule -> rule.points() < 0.5);
        rules.sort(Comparator.comparingDouble(ScoreRule::points).reversed());
        return List.copyOf(rules.subList(0, Math.min(SCORE_RULES, rules.size())));
    }
}
