package dev.trellis.contact;

import dev.trellis.platform.Ids;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Contacts that were never stored, for tests that only need one to look at. Unless something else is said, it is Ada
 * Lovelace, of whom nothing more is known.
 */
public final class ContactBuilder {

    private ContactId id = new ContactId(Ids.next());
    private @Nullable UUID companyId;
    private @Nullable String company;
    private @Nullable String country;
    private @Nullable String language;
    private @Nullable String source;
    private Map<String, String> attributes = Map.of();

    private ContactBuilder() {}

    public static ContactBuilder aContact() {
        return new ContactBuilder();
    }

    public ContactBuilder id(ContactId id) {
        this.id = id;
        return this;
    }

    public ContactBuilder company(UUID id, String name) {
        this.companyId = id;
        this.company = name;
        return this;
    }

    public ContactBuilder country(@Nullable String country) {
        this.country = country;
        return this;
    }

    public ContactBuilder language(@Nullable String language) {
        this.language = language;
        return this;
    }

    public ContactBuilder source(@Nullable String source) {
        this.source = source;
        return this;
    }

    public ContactBuilder attributes(Map<String, String> attributes) {
        this.attributes = attributes;
        return this;
    }

    public Contact build() {
        return new Contact(
                id,
                "ada@example.org",
                "Ada",
                "Lovelace",
                null,
                companyId,
                company,
                null,
                country,
                null,
                language,
                source,
                null,
                false,
                attributes,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
