package dev.trellis.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A contact while it takes in what is told about it, before it is written. */
final class ContactDraft {

    final ContactId id;
    final Instant createdAt;
    final List<Integer> rows = new ArrayList<>();
    final Set<String> touches = new LinkedHashSet<>();

    /** What is stored; null as long as nothing is. */
    @Nullable
    Contact original;

    EmailAddress email;

    @Nullable
    String externalId;

    @Nullable
    String stage;

    private final List<String> aliases;
    private @Nullable String firstName;
    private @Nullable String lastName;
    private @Nullable String phone;
    private @Nullable UUID companyId;
    private @Nullable String company;
    private @Nullable String jobTitle;
    private @Nullable String country;
    private @Nullable String timeZone;
    private @Nullable String language;
    private @Nullable String source;
    private boolean doNotCall;
    private Map<String, String> attributes = Map.of();
    private boolean topics;
    private boolean changed;

    ContactDraft(ContactId id, EmailAddress email, Instant createdAt, List<String> aliases) {
        this.id = id;
        this.email = email;
        this.createdAt = createdAt;
        this.aliases = aliases;
    }

    static ContactDraft of(Contact stored, String emailKey, List<String> aliases) {
        var draft =
                new ContactDraft(stored.id(), new EmailAddress(stored.email(), emailKey), stored.createdAt(), aliases);
        draft.original = stored;
        draft.firstName = stored.firstName();
        draft.lastName = stored.lastName();
        draft.phone = stored.phone();
        draft.companyId = stored.companyId();
        draft.company = stored.company();
        draft.jobTitle = stored.jobTitle();
        draft.country = stored.country();
        draft.timeZone = stored.timeZone();
        draft.language = stored.language();
        draft.source = stored.source();
        draft.externalId = stored.externalId();
        draft.doNotCall = stored.doNotCall();
        draft.attributes = stored.attributes();
        return draft;
    }

    /** Every address that means this contact. */
    List<String> emailKeys() {
        if (aliases.isEmpty()) {
            return List.of(email.key());
        }
        var keys = new ArrayList<>(aliases);
        keys.add(email.key());
        return keys;
    }

    /** Takes in what is told; says whether anything is different now. */
    boolean take(NewContact told, Companies.Resolved companies) {
        boolean before = changed;
        changed = false;
        takeProfile(told);
        takeCompany(told, companies);
        takeSource(told.source());
        boolean different = changed;
        changed |= before;
        return different;
    }

    boolean isChanged() {
        return original != null && changed;
    }

    void isStored() {
        original = toContact(createdAt);
        changed = false;
    }

    /** Whether all we know is an address and what it subscribed to. */
    boolean isTopicOnly() {
        return topics
                && firstName == null
                && lastName == null
                && phone == null
                && company == null
                && jobTitle == null
                && externalId == null
                && attributes.isEmpty();
    }

    Contact toContact(Instant updatedAt) {
        return new Contact(
                id,
                email.address(),
                firstName,
                lastName,
                phone,
                companyId,
                company,
                jobTitle,
                country,
                timeZone,
                language,
                source,
                externalId,
                doNotCall,
                attributes,
                createdAt,
                updatedAt);
    }

    private void takeProfile(NewContact told) {
        if (told.email() != null && !emailKeys().contains(told.email().key())) {
            email = told.email();
            changed = true;
        }
        firstName = pick(firstName, told.firstName());
        lastName = pick(lastName, told.lastName());
        phone = pick(phone, told.phone());
        jobTitle = pick(jobTitle, told.jobTitle());
        country = pick(country, told.country());
        timeZone = pick(timeZone, told.timeZone());
        language = pick(language, told.language());
        externalId = pick(externalId, told.externalId());
        stage = stage == null ? told.stage() : stage;
        topics |= !told.topics().isEmpty();
        if (told.doNotCall() && !doNotCall) {
            doNotCall = true;
            changed = true;
        }
        takeAttributes(told.attributes());
    }

    private void takeAttributes(Map<String, String> told) {
        if (told.isEmpty() || attributes.entrySet().containsAll(told.entrySet())) {
            return;
        }
        var merged = new LinkedHashMap<>(attributes);
        merged.putAll(told);
        attributes = merged;
        changed = true;
    }

    private void takeCompany(NewContact told, Companies.Resolved companies) {
        if (told.company() != null) {
            if (company == null || !Companies.nameKey(company).equals(Companies.nameKey(told.company()))) {
                link(companies.byName(told.company()));
            }
        } else if (companyId == null) {
            link(companies.byDomain(email.domain()));
        }
    }

    private void link(Companies.@Nullable Ref found) {
        if (found != null && !Objects.equals(found.id(), companyId)) {
            companyId = found.id();
            company = found.name();
            changed = true;
        }
    }

    private void takeSource(@Nullable String told) {
        if (source == null) {
            source = pick(null, told);
        } else if (told != null && !told.equals(source)) {
            touches.add(told);
        }
    }

    private @Nullable String pick(@Nullable String kept, @Nullable String told) {
        if (told == null || told.equals(kept)) {
            return kept;
        }
        changed = true;
        return told;
    }
}
