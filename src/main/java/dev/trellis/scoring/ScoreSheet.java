package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is kept about one contact's worth, to be read and added to. */
final class ScoreSheet {

    private final ContactId contactId;
    private final SortedMap<Double, ScorePart> parts = new TreeMap<>();
    private Fit fit = Fit.UNKNOWN;
    private Temperature temperature = Temperature.COLD;
    private @Nullable Instant lastActivityAt;
    private @Nullable Instant countsFrom;
    private @Nullable Instant nextChangeAt;

    ScoreSheet(ContactId contactId) {
        this.contactId = contactId;
    }

    ScoreSheet(
            ContactId contactId,
            Fit fit,
            Temperature temperature,
            @Nullable Instant lastActivityAt,
            @Nullable Instant countsFrom,
            @Nullable Instant nextChangeAt) {
        this.contactId = contactId;
        this.fit = fit;
        this.temperature = temperature;
        this.lastActivityAt = lastActivityAt;
        this.countsFrom = countsFrom;
        this.nextChangeAt = nextChangeAt;
    }

    void put(ScorePart part) {
        parts.put(part.halfLifeDays(), part);
    }

    /** Adds points, unless they were earned before the contact started afresh. */
    void add(double points, double halfLifeDays, boolean click, Instant at) {
        if (points != 0 && counts(at)) {
            var part = parts.getOrDefault(halfLifeDays, ScorePart.empty(halfLifeDays, at));
            parts.put(halfLifeDays, part.plus(points, click, at));
        }
    }

    boolean counts(Instant at) {
        return countsFrom == null || at.isAfter(countsFrom);
    }

    void seen(Instant at) {
        if (lastActivityAt == null || at.isAfter(lastActivityAt)) {
            lastActivityAt = at;
        }
    }

    void startAfresh(Instant moment) {
        countsFrom = moment;
        parts.clear();
    }

    void clearParts() {
        parts.clear();
    }

    void judge(Fit judged) {
        fit = judged;
    }

    void feel(Temperature felt, @Nullable Instant until) {
        temperature = felt;
        nextChangeAt = until;
    }

    double pointsAt(Instant moment) {
        double sum = 0;
        for (var part : parts.values()) {
            sum += part.pointsAt(moment);
        }
        return sum;
    }

    double pointsWithoutClicksAt(Instant moment) {
        double sum = 0;
        for (var part : parts.values()) {
            sum += part.pointsAt(moment) - part.clickPointsAt(moment);
        }
        return sum;
    }

    ContactScore at(Instant moment, Temperature felt) {
        return new ContactScore(contactId, pointsAt(moment), pointsWithoutClicksAt(moment), fit, felt, lastActivityAt);
    }

    ContactId contactId() {
        return contactId;
    }

    Collection<ScorePart> parts() {
        return parts.values();
    }

    Fit fit() {
        return fit;
    }

    Temperature temperature() {
        return temperature;
    }

    @Nullable
    Instant lastActivityAt() {
        return lastActivityAt;
    }

    @Nullable
    Instant countsFrom() {
        return countsFrom;
    }

    @Nullable
    Instant nextChangeAt() {
        return nextChangeAt;
    }
}
