package dev.trellis.contact;

import dev.trellis.platform.InvalidValueException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody told us about a person. Null says nothing about a field, so it overwrites nothing. All values are in
 * their kept form.
 *
 * @param email null only where the external id is known to belong to somebody
 * @param source where this comes from
 * @param topics what the person agreed to, as the teller answers for
 * @param stage the stage a contact not known before begins in
 * @param attributes whatever else was told, by name
 */
public record NewContact(
        @Nullable EmailAddress email,
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
        Set<String> topics,
        @Nullable String stage,
        boolean doNotCall,
        Map<String, String> attributes) {

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes values as they were given.
     *
     * <p>Each method throws {@link InvalidValueException} where a value cannot be used.
     */
    public static final class Builder {

        private @Nullable EmailAddress email;
        private @Nullable String firstName;
        private @Nullable String lastName;
        private @Nullable String phone;
        private @Nullable String company;
        private @Nullable String jobTitle;
        private @Nullable String country;
        private @Nullable String timeZone;
        private @Nullable String language;
        private @Nullable String source;
        private @Nullable String externalId;
        private final Set<String> topics = new LinkedHashSet<>();
        private @Nullable String stage;
        private boolean doNotCall;
        private final Map<String, String> attributes = new LinkedHashMap<>();

        private Builder() {}

        public Builder email(@Nullable String value) {
            email = value == null || value.isBlank() ? null : EmailAddress.of(value);
            return this;
        }

        public Builder firstName(@Nullable String value) {
            firstName = ProfileValues.line("firstName", value);
            return this;
        }

        public Builder lastName(@Nullable String value) {
            lastName = ProfileValues.line("lastName", value);
            return this;
        }

        public Builder phone(@Nullable String value) {
            phone = ProfileValues.line("phone", value);
            return this;
        }

        public Builder company(@Nullable String value) {
            company = ProfileValues.line("company", value);
            return this;
        }

        public Builder jobTitle(@Nullable String value) {
            jobTitle = ProfileValues.line("jobTitle", value);
            return this;
        }

        public Builder country(@Nullable String value) {
            country = ProfileValues.country(value);
            return this;
        }

        public Builder timeZone(@Nullable String value) {
            timeZone = ProfileValues.timeZone(value);
            return this;
        }

        public Builder language(@Nullable String value) {
            language = ProfileValues.language(value);
            return this;
        }

        public Builder source(@Nullable String value) {
            source = ProfileValues.line("source", value);
            return this;
        }

        public Builder externalId(@Nullable String value) {
            externalId = ProfileValues.line("externalId", value);
            return this;
        }

        public Builder topics(Collection<String> values) {
            values.forEach(value -> topics.add(ProfileValues.name("topics", value)));
            return this;
        }

        public Builder stage(@Nullable String value) {
            stage = value == null || value.isBlank() ? null : ProfileValues.name("stage", value);
            return this;
        }

        public Builder doNotCall(boolean value) {
            doNotCall = value;
            return this;
        }

        public Builder attributes(Map<String, ? extends @Nullable String> values) {
            attributes.putAll(ProfileValues.attributes(values));
            return this;
        }

        public NewContact build() {
            if (email == null && externalId == null) {
                throw new InvalidValueException("email", "is missing");
            }
            return new NewContact(
                    email,
                    firstName,
                    lastName,
                    phone,
                    company,
                    jobTitle,
                    country,
                    timeZone,
                    language,
                    source,
                    externalId,
                    topics.isEmpty() ? Set.of() : topics,
                    stage,
                    doNotCall,
                    attributes.isEmpty() ? Map.of() : attributes);
        }
    }
}
