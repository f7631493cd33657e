package dev.trellis.email;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Mail that somebody has stopped for now.
 *
 * @param name of the stream, journey, template, broadcast or relay
 * @param reason in that somebody's words; null where none was given
 */
public record Hold(
        HoldKind kind,
        String name,
        Instant since,
        String by,
        @Nullable String reason) {}
