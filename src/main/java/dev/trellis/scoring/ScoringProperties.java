package dev.trellis.scoring;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How scores are kept.
 *
 * @param timeZone where a day begins for contacts whose own time zone is not known
 */
@ConfigurationProperties("trellis.scoring")
record ScoringProperties(@DefaultValue("UTC") ZoneId timeZone) {}
