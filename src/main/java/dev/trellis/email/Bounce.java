package dev.trellis.email;

import dev.trellis.email.smtp.BounceClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a mail came back after the relay had taken it.
 *
 * @param bounceClass see {@link BounceClass#label()}
 * @param status the enhanced status code (RFC 3463); null where there was none
 * @param reason the words of whoever refused it
 */
public record Bounce(
        Instant at, String bounceClass, @Nullable String status, String reason) {}
