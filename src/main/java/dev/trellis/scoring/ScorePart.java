package dev.trellis.scoring;

import java.time.Instant;

/**
 * The points of one half-life, summed up. Points that fade alike can be added up once and for all: the sum at any later
 * time follows from the sum at one time.
 *
 * @param clickPoints those of the points that came from clicks in mails
 * @param asOf the time of the latest activity in it
 */
record ScorePart(double halfLifeDays, double points, double clickPoints, Instant asOf) {

    static ScorePart empty(double halfLifeDays, Instant asOf) {
        return new ScorePart(halfLifeDays, 0, 0, asOf);
    }

    /** With an activity added, which may be older than the sum. */
    ScorePart plus(double added, boolean click, Instant at) {
        var moment = at.isAfter(asOf) ? at : asOf;
        double kept = Decay.factor(halfLifeDays, asOf, moment);
        double gained = added * Decay.factor(halfLifeDays, at, moment);
        return new ScorePart(halfLifeDays, points * kept + gained, clickPoints * kept + (click ? gained : 0), moment);
    }

    double pointsAt(Instant moment) {
        return points * Decay.factor(halfLifeDays, asOf, moment);
    }

    double clickPointsAt(Instant moment) {
        return clickPoints == 0 ? 0 : clickPoints * Decay.factor(halfLifeDays, asOf, moment);
    }
}
