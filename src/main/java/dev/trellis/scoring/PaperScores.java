package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Decision;
import dev.trellis.engine.Decisions;
import dev.trellis.platform.Memory;
import dev.trellis.scoring.ActivityPoints.Question;
import dev.trellis.scoring.Thermometer.Reading;
import org.jspecify.annotations.Nullable;

/** What contacts would be worth by tables of one's choice: the arithmetic of scoring, with nothing stored. */
public final class PaperScores {

    private final FitTable fits;
    private final Memory<Question, Decision> points;
    private final Memory<Reading, Temperature> temperatures;
    private final ScoringProperties properties;

    public PaperScores(Decisions decisions, ScoringProperties properties) {
        this.fits = new FitTable(decisions);
        this.points = new Memory<>(question -> question.answer(decisions));
        this.temperatures = new Memory<>(reading -> reading.answer(decisions));
        this.properties = properties;
    }

    /** What the tables say of a profile, with the row that says it. */
    public Decision judge(Profile profile) {
        return fits.judge(profile);
    }

    /** The fit that such an answer stands for. */
    public static Fit fit(Decision judged) {
        return FitTable.fit(judged);
    }

    /**
     * A contact's empty sheet, to be filled with its activities one by one.
     *
     * @param timeZone where its days begin; null where that is not known
     */
    public PaperSheet open(ContactId contact, Fit fit, String emailDomain, @Nullable String timeZone) {
        return new PaperSheet(contact, fit, emailDomain, properties.zoneOf(timeZone), points, temperatures);
    }
}
