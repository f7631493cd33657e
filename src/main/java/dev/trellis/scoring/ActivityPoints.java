package dev.trellis.scoring;

import dev.trellis.contact.Activity;
import dev.trellis.engine.Decision;
import dev.trellis.engine.Decisions;
import dev.trellis.scoring.ScoreSheets.Capped;
import dev.trellis.scoring.ScoreSheets.Counted;
import dev.trellis.scoring.ScoreSheets.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one activity is worth by the decision {@code lead-score}, before anything is made of it.
 *
 * @param at when it counts as having happened
 * @param day the day of its daily cap, where the contact lives
 */
record ActivityPoints(Activity activity, Instant at, LocalDate day, Decision decision) {

    private static final String DECISION = "lead-score";

    /** Clicks in mails: programs that check links make them too. */
    private static final Set<String> CLICKS = Set.of("link-clicked");

    private static final Duration NEWS = Duration.ofDays(7);

    static ActivityPoints of(Activity activity, ZoneId zone, Decision decision) {
        // A date in the future is a wrong clock somewhere: it happened at the latest when we heard of it.
        var at = activity.at().isAfter(activity.recordedAt()) ? activity.recordedAt() : activity.at();
        return new ActivityPoints(activity, at, LocalDate.ofInstant(at, zone), decision);
    }

    /** What the decision looks at. */
    record Question(
            String type, @Nullable String page, @Nullable String asset, String emailDomain) {

        static Question about(Activity activity, String emailDomain) {
            var properties = activity.properties();
            return new Question(
                    activity.type(), text(properties.get("page")), text(properties.get("asset")), emailDomain);
        }

        private static @Nullable String text(@Nullable Object value) {
            return value == null ? null : value.toString();
        }

        Decision answer(Decisions decisions) {
            var inputs = new HashMap<String, Object>();
            inputs.put("activityType", type);
            if (page != null) {
                inputs.put("page", page);
            }
            if (asset != null) {
                inputs.put("asset", asset);
            }
            inputs.put("emailDomain", emailDomain);
            return decisions.decide(DECISION, inputs);
        }
    }

    double points() {
        var points = decision.number("points");
        return points == null ? 0 : points.doubleValue();
    }

    double halfLifeDays() {
        var days = decision.number("halfLifeDays");
        return days == null ? Decay.NEVER : days.doubleValue();
    }

    @Nullable
    Number cap() {
        return decision.number("dailyCap");
    }

    boolean human() {
        return Boolean.TRUE.equals(decision.get("human"));
    }

    boolean click() {
        return CLICKS.contains(activity.type());
    }

    /** Whether it changes anything about its contact. */
    boolean matters() {
        return points() != 0 || human();
    }

    boolean news() {
        return activity.at().isAfter(activity.recordedAt().minus(NEWS));
    }

    Capped capKey() {
        return new Capped(activity.contactId(), activity.type(), day);
    }

    /** What counts of it, with what its type gave that day before. Gains and losses are capped apart. */
    double afterCap(Map<Capped, Counted> counted) {
        var before = counted.getOrDefault(capKey(), new Counted(0, 0));
        double points = points();
        var cap = cap();
        if (cap != null) {
            points = points > 0
                    ? Math.clamp(cap.doubleValue() - before.gained(), 0, points)
                    : -Math.clamp(cap.doubleValue() + before.lost(), 0, -points);
        }
        counted.put(
                capKey(),
                points > 0
                        ? new Counted(before.gained() + points, before.lost())
                        : new Counted(before.gained(), before.lost() + points));
        return points == 0 ? 0 : points;
    }

    Entry entry(double points) {
        return new Entry(
                activity.id(),
                activity.contactId(),
                activity.type(),
                at,
                day,
                points(),
                points,
                halfLifeDays(),
                click(),
                decision.rule(),
                decision.label());
    }
}
