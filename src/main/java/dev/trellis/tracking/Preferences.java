package dev.trellis.tracking;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactEditor;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.Suppressions;
import dev.trellis.email.Topics;
import dev.trellis.email.TrackingConsent;
import dev.trellis.platform.Lane;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a contact chose on the preference page: its own word, which also lifts what it had forbidden before. */
@Service
class Preferences {

    /** The attribute with the chosen topics, by commas in the order of the page: what journeys branch on. */
    private static final String PREFERENCE = "preference";

    private final Consents consents;
    private final ContactEditor editor;
    private final Suppressions suppressions;
    private final OptBacks optBacks;
    private final Activities activities;
    private final Topics topics;
    private final TrackingConsent tracking;

    Preferences(
            Consents consents,
            ContactEditor editor,
            Suppressions suppressions,
            OptBacks optBacks,
            Activities activities,
            Topics topics,
            TrackingConsent tracking) {
        this.consents = consents;
        this.editor = editor;
        this.suppressions = suppressions;
        this.optBacks = optBacks;
        this.activities = activities;
        this.topics = topics;
        this.tracking = tracking;
    }

    /** Whether we may be told when the contact opens mail. */
    boolean tracks(Contact contact) {
        return tracking.allows(contact);
    }

    /** The contact's own word on being tracked, which nobody else has to give. */
    @Transactional
    void chooseTracking(Contact contact, boolean wanted, Visitor visitor) {
        if (wanted != tracks(contact)) {
            var evidence = "chosen on the preference page " + visitor;
            if (wanted) {
                consents.grant(contact.id(), Consents.TRACKING, evidence);
            } else {
                consents.withdraw(contact.id(), Consents.TRACKING, evidence);
            }
        }
    }

    /** The topics the contact gets mail on, as far as it depends on what it said. */
    Set<String> chosen(Contact contact) {
        var states = consents.of(contact.id());
        var optedOut = suppressions.optedOut(contact.email(), topics.labels().keySet());
        return topics.labels().keySet().stream()
                .filter(topic -> states.get(topic) == ConsentState.GRANTED && !optedOut.contains(topic))
                .collect(toUnmodifiableSet());
    }

    @Transactional
    void choose(Contact contact, Set<String> wanted, Visitor visitor) {
        var before = chosen(contact);
        var added = topics.labels().keySet().stream()
                .filter(topic -> wanted.contains(topic) && !before.contains(topic))
                .toList();
        optBacks.agree(contact, added, "chosen on the preference page " + visitor, "preferences", visitor);
        if (!wanted.isEmpty()) {
            before.stream()
                    .filter(topic -> !wanted.contains(topic))
                    .forEach(topic -> unsubscribed(contact, Map.of("topic", topic, "via", "preferences")));
        }
        if (wanted.isEmpty()) {
            unsubscribed(contact, Map.of("via", "preferences"));
        } else {
            prefers(contact, wanted);
        }
    }

    private void prefers(Contact contact, Set<String> wanted) {
        var chosen = topics.labels().keySet().stream().filter(wanted::contains).collect(Collectors.joining(","));
        editor.change(contact.id(), Map.of("attributes", Map.of(PREFERENCE, chosen)));
        record(contact, ActivityTypes.PREFERENCES_CHOSEN, Map.of("topics", chosen));
    }

    private void unsubscribed(Contact contact, Map<String, Object> properties) {
        record(contact, ActivityTypes.UNSUBSCRIBED, properties);
    }

    private void record(Contact contact, String type, Map<String, Object> properties) {
        activities.record(List.of(new NewActivity(contact.id(), type, null, null, properties)), Lane.LIVE);
    }
}
