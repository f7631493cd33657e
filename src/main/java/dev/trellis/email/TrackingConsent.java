package dev.trellis.email;

import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Whether we may be told when a contact opens mail: where it said so. Where it said nothing, outside of the countries
 * that ask for a word, which the European Economic Area and the United Kingdom do; where the country is unknown, it may
 * be one of them.
 */
@Component
public class TrackingConsent {

    private static final Set<String> ASK_FIRST = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT",
            "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

    private final Consents consents;

    TrackingConsent(Consents consents) {
        this.consents = consents;
    }

    /** Those of the contacts who may be tracked. */
    Set<ContactId> among(Collection<Contact> contacts) {
        var said = consents.ofAll(contacts.stream().map(Contact::id).toList());
        return contacts.stream()
                .filter(contact -> allows(contact, said.getOrDefault(contact.id(), Map.of())))
                .map(Contact::id)
                .collect(Collectors.toSet());
    }

    public boolean allows(Contact contact) {
        return allows(contact, consents.of(contact.id()));
    }

    private static boolean allows(Contact contact, Map<String, ConsentState> said) {
        var state = said.get(Consents.TRACKING);
        if (state != null) {
            return state == ConsentState.GRANTED;
        }
        var country = contact.country();
        return country != null && !country.isBlank() && !ASK_FIRST.contains(country.toUpperCase(Locale.ROOT));
    }
}
