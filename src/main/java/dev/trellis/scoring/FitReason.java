package dev.trellis.scoring;

import java.util.Map;

/**
 * Why a profile is judged as it is.
 *
 * @param rule the number of the row of {@code lead-fit} that matches; 0 where none does
 * @param why the annotation of that row
 * @param seen what the decision looked at, by column; absent what the profile does not say
 */
public record FitReason(Fit fit, int rule, String why, Map<String, Object> seen) {}
