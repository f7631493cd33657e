package dev.trellis.contact;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A contact as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ContactView(
        ContactId id,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String phone,
        @Nullable String company,
        @Nullable String jobTitle,
        @Nullable String country,
        @Nullable String timeZone,
        @Nullable String language,
        @Nullable String source,
        @Nullable String externalId,
        boolean doNotCall,
        Map<String, String> attributes,
        Map<String, String> consent,
        Instant createdAt,
        Instant updatedAt) {

    static ContactView of(Contact contact, Map<String, ConsentState> consent) {
        return new ContactView(
                contact.id(),
                contact.email(),
                contact.firstName(),
                contact.lastName(),
                contact.phone(),
                contact.company(),
                contact.jobTitle(),
                contact.country(),
                contact.timeZone(),
                contact.language(),
                contact.source(),
                contact.externalId(),
                contact.doNotCall(),
                contact.attributes(),
                labels(consent),
                contact.createdAt(),
                contact.updatedAt());
    }

    static Map<String, String> labels(Map<String, ConsentState> consent) {
        var labels = new LinkedHashMap<String, String>();
        consent.forEach((topic, state) -> labels.put(topic, state.label()));
        return labels;
    }
}
