package dev.trellis.contact;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person.
 *
 * @param country ISO 3166-1 alpha-2 code
 * @param timeZone IANA name
 * @param language BCP 47 tag
 * @param source where the contact first came from; later ones are kept as touches
 * @param doNotCall whether nobody may be asked to phone this person
 * @param attributes whatever else was given, by name
 */
public record Contact(
        ContactId id,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String phone,
        @Nullable UUID companyId,
        @Nullable String company,
        @Nullable String jobTitle,
        @Nullable String country,
        @Nullable String timeZone,
        @Nullable String language,
        @Nullable String source,
        @Nullable String externalId,
        boolean doNotCall,
        Map<String, String> attributes,
        Instant createdAt,
        Instant updatedAt) {}
