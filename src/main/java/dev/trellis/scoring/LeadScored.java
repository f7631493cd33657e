package dev.trellis.scoring;

import dev.trellis.platform.Lane;
import java.util.List;

/** Scores, fits or temperatures may have changed. Published in the transaction that stored them. */
public record LeadScored(List<ContactScore> scores, Lane lane) {}
