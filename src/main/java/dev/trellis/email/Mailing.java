package dev.trellis.email;

import dev.trellis.email.EmailRequest.OnCap;
import java.time.Instant;
import java.util.UUID;

/**
 * One marketing email to many contacts.
 *
 * @param broadcast what it belongs to: a contact gets it once for it, ever
 * @param processId whose step wishes it; empty where no diagram does
 * @param notAfter when it would be of no use any more
 * @param repeat whether contacts may get the template although they had it within 12 months
 */
public record Mailing(
        UUID broadcast,
        String processId,
        String elementId,
        String template,
        String topic,
        String window,
        OnCap onCap,
        boolean repeat,
        Instant notAfter) {}
