package dev.trellis.tracking;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.Contact;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.Suppression;
import dev.trellis.email.Suppressions;
import dev.trellis.platform.Lane;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Whoever wants mail again, by its own word, gets it: the topics are granted, and what it had forbidden before, be it
 * by a complaint, is lifted. What was lifted stays in its timeline.
 */
@Component
class OptBacks {

    static final String RESUBSCRIBED = "resubscribed";

    private final Consents consents;
    private final Suppressions suppressions;
    private final Activities activities;

    OptBacks(Consents consents, Suppressions suppressions, Activities activities) {
        this.consents = consents;
        this.suppressions = suppressions;
        this.activities = activities;
    }

    /**
     * The contact itself agrees to topics.
     *
     * @param via where it said so
     */
    void agree(Contact contact, Collection<String> topics, String evidence, String via, Visitor visitor) {
        topics.forEach(topic -> consents.grant(contact.id(), topic, evidence));
        var notChosen = optedOut(contact, topics);
        var lifted = suppressions.liftByContact(contact.email(), topics);
        if (!lifted.isEmpty()) {
            notChosen.forEach(topic -> consents.withdraw(contact.id(), topic, "not among what it chose: " + evidence));
            var properties = new HashMap<>(visitor.properties());
            properties.put("via", via);
            properties.put("topics", String.join(", ", topics));
            properties.put("lifted", lifted.stream().map(Suppression::describe).collect(Collectors.joining("; ")));
            activities.record(List.of(new NewActivity(contact.id(), RESUBSCRIBED, null, null, properties)), Lane.LIVE);
        }
    }

    /** Topics that others said it agreed to, against its own word, which it does not take back for them. */
    private Set<String> optedOut(Contact contact, Collection<String> chosen) {
        var granted = new TreeSet<String>();
        consents.of(contact.id()).forEach((topic, state) -> {
            if (state == ConsentState.GRANTED && !chosen.contains(topic)) {
                granted.add(topic);
            }
        });
        return suppressions.optedOut(contact.email(), granted);
    }
}
