package dev.trellis.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place outside that is told what happens.
 *
 * @param name what diagrams and people call it
 * @param events what it is told by itself; with none it hears only what diagrams tell it
 * @param active whether it is told anything
 * @param disabledBecause why we switched it off; null where people did, or nobody
 * @param secrets what requests are signed with at present, the newest first
 * @param credential what the API of a CRM wants to see
 * @param failingSince since when nothing has arrived; null where the last attempt did
 * @param restingUntil until when it has asked to be left alone
 */
public record Webhook(
        UUID id,
        String name,
        URI url,
        WebhookKind kind,
        String description,
        Set<String> events,
        boolean active,
        @Nullable String disabledBecause,
        List<String> secrets,
        @Nullable String credential,
        @Nullable Instant failingSince,
        @Nullable Instant restingUntil,
        Instant createdAt) {

    /** How it stands, in a word. */
    public String standing() {
        if (!active) {
            return disabledBecause == null ? "off" : "disabled";
        }
        return failingSince == null ? "on" : "failing";
    }
}
