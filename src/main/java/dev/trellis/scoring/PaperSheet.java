package dev.trellis.scoring;

import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.engine.Decision;
import dev.trellis.platform.Memory;
import dev.trellis.scoring.ActivityPoints.Question;
import dev.trellis.scoring.ScoreSheets.Capped;
import dev.trellis.scoring.ScoreSheets.Counted;
import dev.trellis.scoring.Thermometer.Reading;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One contact's worth on paper, as it grows with each activity and fades between them. */
public final class PaperSheet {

    private final ScoreSheet sheet;
    private final String emailDomain;
    private final ZoneId zone;
    private final Memory<Question, Decision> points;
    private final Memory<Reading, Temperature> temperatures;
    private final Map<Capped, Counted> counted = new HashMap<>();

    PaperSheet(
            ContactId contact,
            Fit fit,
            String emailDomain,
            ZoneId zone,
            Memory<Question, Decision> points,
            Memory<Reading, Temperature> temperatures) {
        this.sheet = new ScoreSheet(contact);
        this.emailDomain = emailDomain;
        this.zone = zone;
        this.points = points;
        this.temperatures = temperatures;
        sheet.judge(fit);
    }

    /**
     * What an activity gave.
     *
     * @param points what counted, after the daily cap
     * @param by the row that gave it
     */
    public record Given(Instant at, double points, Decision by) {}

    /** Adds an activity that is no older than those before; null where it changes nothing. */
    public @Nullable Given add(Activity activity) {
        if (!activity.isHuman()) {
            return null;
        }
        var item = ActivityPoints.of(activity, zone, points.get(Question.about(activity, emailDomain)));
        if (!item.matters()) {
            return null;
        }
        if (item.human()) {
            sheet.seen(item.at());
        }
        double given = item.points() == 0 ? 0 : item.afterCap(counted);
        sheet.add(given, item.halfLifeDays(), item.click(), item.at());
        return new Given(item.at(), given, item.decision());
    }

    public double pointsAt(Instant moment) {
        return sheet.pointsAt(moment);
    }

    public ContactScore at(Instant moment) {
        return sheet.at(moment, temperatures.get(Reading.of(sheet, sheet.pointsAt(moment), moment)));
    }
}
