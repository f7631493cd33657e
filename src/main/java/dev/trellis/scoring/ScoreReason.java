package dev.trellis.scoring;

import java.time.Instant;
import java.util.UUID;

/**
 * One activity's part in a score.
 *
 * @param why the annotation of the row that gave the points
 * @param rule the number of that row
 * @param fullPoints what the row gives
 * @param points what was counted then, after the daily cap
 * @param pointsNow what is left of it
 * @param halfLifeDays after how many days half is left; 0 where all stays
 */
public record ScoreReason(
        UUID activityId,
        String type,
        Instant at,
        String why,
        int rule,
        double fullPoints,
        double points,
        double pointsNow,
        double halfLifeDays) {}
