package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One intended email, as stored.
 *
 * @param countsOn the day, where the contact lives, against whose frequency cap it counts
 * @param variant which of the template's variants the reader gets; null until that is known
 * @param testBy who wants to see how it looks; null for mail that is meant
 * @param messageId fixed when planned, so that whoever gets it twice can tell
 */
record Send(
        UUID id,
        long elementInstanceKey,
        @Nullable Long jobKey,
        ContactId contactId,
        @Nullable Integer stageEntry,
        @Nullable UUID dealId,
        String processId,
        String elementId,
        String template,
        @Nullable String templateVersion,
        Stream stream,
        @Nullable String topic,
        String address,
        @Nullable String recipientName,
        boolean toContact,
        EmailRequest.@Nullable Owner owner,
        boolean inTheNameOfOwner,
        String window,
        EmailRequest.OnCap onCap,
        boolean repeat,
        Map<String, Object> links,
        Map<String, Object> facts,
        SendState state,
        @Nullable String reason,
        Instant plannedAt,
        Instant dueAt,
        LocalDate countsOn,
        Instant notAfter,
        Instant nextAttemptAt,
        int attempts,
        String messageId,
        @Nullable String subject,
        @Nullable Integer smtpCode,
        @Nullable String smtpEnhanced,
        @Nullable String smtpReply,
        @Nullable Instant acceptedAt,
        @Nullable Instant finishedAt,
        @Nullable String variant,
        @Nullable String testBy,
        @Nullable Bounce bounce) {

    /** A number from 0 up to 1 that is always the same for this step visit. */
    static double fraction(long elementInstanceKey) {
        long mixed = (elementInstanceKey ^ (elementInstanceKey >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return ((mixed ^ (mixed >>> 33)) >>> 11) * 0x1.0p-53;
    }

    boolean isTest() {
        return testBy != null;
    }

    PlannedSend plan() {
        return new PlannedSend(id, state, nextAttemptAt, reason);
    }
}
