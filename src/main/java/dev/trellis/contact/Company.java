package dev.trellis.contact;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An organisation that contacts work for.
 *
 * @param domain of its web site and email addresses; contacts without a company are linked by it
 * @param externalId the CRM's key
 */
public record Company(
        UUID id,
        String name,
        @Nullable String domain,
        @Nullable String externalId,
        Map<String, String> attributes,
        Instant createdAt,
        Instant updatedAt) {}
