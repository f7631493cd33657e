package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a contact is worth to us at an instant.
 *
 * @param points what its activities are worth at that instant, after decay
 * @param pointsWithoutClicks the same without email clicks, which machines make too
 */
public record ContactScore(
        ContactId contactId,
        double points,
        double pointsWithoutClicks,
        Fit fit,
        Temperature temperature,
        @Nullable Instant lastActivityAt) {}
