package dev.trellis.scoring;

import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.engine.Decision;
import dev.trellis.engine.Decisions;
import dev.trellis.scoring.ScoreSheets.Capped;
import dev.trellis.scoring.ScoreSheets.Counted;
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
    private final Decisions decisions;
    private final Thermometer thermometer;
    private final Map<Capped, Counted> counted = new HashMap<>();

    PaperSheet(
            ContactId contact,
            Fit fit,
            String emailDomain,
            ZoneId zone,
            Decisions decisions,
            Thermometer thermometer) {
        this.sheet = new ScoreSheet(contact);
        this.emailDomain = emailDomain;
        this.zone = zone;
        this.decisions = decisions;
        this.thermometer = thermometer;
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
        var item = ActivityPoints.of(activity, emailDomain, zone, decisions);
        if (!item.matters()) {
            return null;
        }
        if (item.human()) {
            sheet.seen(item.at());
        }
        double points = item.points() == 0 ? 0 : item.afterCap(counted);
        sheet.add(points, item.halfLifeDays(), item.click(), item.at());
        return new Given(item.at(), points, item.decision());
    }

    public ContactScore at(Instant moment) {
        return sheet.at(moment, thermometer.at(sheet, moment));
    }
}
