package dev.trellis.scoring;

import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How scores are kept.
 *
 * @param timeZone where a day begins for contacts whose own time zone is not known
 */
@ConfigurationProperties("trellis.scoring")
public record ScoringProperties(@DefaultValue("UTC") ZoneId timeZone) {

    /** The time zone of this name; ours where it is not known. */
    ZoneId zoneOf(@Nullable String name) {
        if (name == null) {
            return timeZone;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return timeZone;
        }
    }
}
