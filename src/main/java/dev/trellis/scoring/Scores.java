package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What contacts are worth now, and why. */
@Service
public class Scores {

    private final ScoreSheets sheets;
    private final Thermometer thermometer;
    private final Contacts contacts;
    private final Clock clock;

    Scores(ScoreSheets sheets, Thermometer thermometer, Contacts contacts, Clock clock) {
        this.sheets = sheets;
        this.thermometer = thermometer;
        this.contacts = contacts;
        this.clock = clock;
    }

    public ContactScore of(ContactId contact) {
        return Objects.requireNonNull(of(List.of(contact)).get(contact));
    }

    /** The scores of all these contacts; one of whom nothing is known is cold and has no points. */
    public Map<ContactId, ContactScore> of(Collection<ContactId> contacts) {
        var now = clock.instant();
        var scores = new HashMap<ContactId, ContactScore>();
        sheets.load(contacts)
                .forEach((contact, sheet) -> scores.put(contact, sheet.at(now, thermometer.at(sheet, now))));
        return scores;
    }

    /** Which activities make up the points, oldest first. */
    public List<ScoreReason> explain(ContactId contact) {
        return explain(List.of(contact)).getOrDefault(contact, List.of());
    }

    /** The same for many; absent where nothing counts. */
    public Map<ContactId, List<ScoreReason>> explain(Collection<ContactId> contacts) {
        var now = clock.instant();
        return sheets.entries(contacts).stream()
                .collect(Collectors.groupingBy(
                        ScoreSheets.Entry::contactId,
                        Collectors.mapping(entry -> reason(entry, now), Collectors.toList())));
    }

    private static ScoreReason reason(ScoreSheets.Entry entry, Instant now) {
        return new ScoreReason(
                entry.activityId(),
                entry.type(),
                entry.at(),
                entry.label(),
                entry.rule(),
                entry.fullPoints(),
                entry.points(),
                entry.points() * Decay.factor(entry.halfLifeDays(), entry.at(), now),
                entry.halfLifeDays());
    }

    /** What the contact earned with activities after an instant, decayed to now. */
    public double pointsSince(ContactId contact, Instant since) {
        return pointsSince(Map.of(contact, since)).getOrDefault(contact, 0.0);
    }

    /** The same for many, each with an instant of its own; absent where nothing was earned. */
    public Map<ContactId, Double> pointsSince(Map<ContactId, Instant> since) {
        var now = clock.instant();
        var points = new HashMap<ContactId, Double>();
        for (var entry : sheets.entriesSince(since)) {
            points.merge(
                    entry.contactId(),
                    entry.points() * Decay.factor(entry.halfLifeDays(), entry.at(), now),
                    Double::sum);
        }
        return points;
    }

    /** From now on only later activities count. */
    @Transactional
    public void startAfresh(ContactId contact) {
        startAfresh(List.of(contact));
    }

    /** From now on only later activities of these contacts count. */
    @Transactional
    public void startAfresh(Collection<ContactId> ids) {
        contacts.lock(ids);
        var now = clock.instant();
        var loaded = sheets.load(ids).values();
        loaded.forEach(sheet -> {
            sheet.startAfresh(now);
            thermometer.take(sheet, now);
        });
        sheets.deleteParts(ids);
        sheets.save(loaded, now);
    }
}
