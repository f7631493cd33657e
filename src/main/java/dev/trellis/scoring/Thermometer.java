package dev.trellis.scoring;

import dev.trellis.engine.Decisions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes a contact's temperature by the decision {@code lead-temperature}, now and in the days to come. */
@Component
class Thermometer {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int DAYS_ONE_BY_ONE = 60;
    private static final int WEEKS_AFTER = 50;

    private final Decisions decisions;

    Thermometer(Decisions decisions) {
        this.decisions = decisions;
    }

    Temperature at(ScoreSheet sheet, Instant moment) {
        return Reading.of(sheet, sheet.pointsAt(moment), moment).answer(decisions);
    }

    /**
     * What the decision looks at.
     *
     * @param silentDays how many days ago the contact did something; null if it never did
     */
    record Reading(long points, @Nullable Long silentDays) {

        static Reading of(ScoreSheet sheet, double points, Instant moment) {
            var last = sheet.lastActivityAt();
            return new Reading(
                    Math.round(points),
                    last == null
                            ? null
                            : (Long) Math.max(0, Duration.between(last, moment).toDays()));
        }

        Temperature answer(Decisions decisions) {
            var inputs = new HashMap<String, Object>();
            inputs.put("points", points);
            if (silentDays != null) {
                inputs.put("daysSinceActivity", silentDays);
            }
            var temperature = decisions.decide("lead-temperature", inputs).string("temperature");
            return temperature == null ? Temperature.COLD : Temperature.valueOf(temperature.toUpperCase(Locale.ROOT));
        }
    }

    /** Writes down the temperature at a moment, and when it changes if nothing happens. */
    void take(ScoreSheet sheet, Instant moment) {
        var now = at(sheet, moment);
        sheet.feel(now, nextChange(sheet, now, moment));
    }

    /**
     * The first second at which the temperature is another. Looks a bit more than a year ahead, at the ends of days,
     * where the count of silent days goes up, and then for the second in between at which the points fell too low.
     */
    private @Nullable Instant nextChange(ScoreSheet sheet, Temperature now, Instant moment) {
        var last = sheet.lastActivityAt();
        if (last == null && sheet.parts().isEmpty()) {
            return null;
        }
        var start = last == null || last.isAfter(moment) ? moment : last;
        var before = moment;
        var mark = start.plus(DAY.multipliedBy(Duration.between(start, moment).toDays() + 1));
        for (int i = 0; i < DAYS_ONE_BY_ONE + WEEKS_AFTER; i++) {
            if (at(sheet, mark) != now) {
                return between(sheet, now, before, mark);
            }
            before = mark;
            mark = mark.plus(i < DAYS_ONE_BY_ONE ? DAY : DAY.multipliedBy(7));
        }
        return null;
    }

    private Instant between(ScoreSheet sheet, Temperature now, Instant same, Instant other) {
        while (Duration.between(same, other).toSeconds() > 1) {
            var middle = same.plus(Duration.between(same, other).dividedBy(2));
            if (at(sheet, middle) == now) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return other;
    }
}
