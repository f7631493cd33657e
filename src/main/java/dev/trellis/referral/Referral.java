package dev.trellis.referral;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who came because somebody else recommended us.
 *
 * @param referrer who recommended us
 * @param contactId who came
 * @param convertedAt when who came bought
 * @param dealId what was bought
 */
public record Referral(
        UUID id,
        String code,
        ContactId referrer,
        ContactId contactId,
        Instant attributedAt,
        @Nullable Instant convertedAt,
        @Nullable UUID dealId) {

    public boolean isConverted() {
        return convertedAt != null;
    }
}
