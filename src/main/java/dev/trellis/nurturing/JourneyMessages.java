package dev.trellis.nurturing;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.email.Emails;
import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.lifecycle.StageChanged;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells the journeys what happened, in the transaction in which it happened.
 *
 * <p>A stage change is told under a number of its own: with the contact alone as the key, changes that came early,
 * together or late were lost or applied twice.
 */
@Component
public class JourneyMessages {

    static final String CONTACT_ENTERED = "contact-entered";
    static final String STAGE_CHANGED = "stage-changed";

    /** How long the engine keeps a message that must not be missed for a step the contact has not reached yet. */
    static final Duration KEPT = Duration.ofHours(1);

    /** What happened longer ago than this is history when we hear of it, and wakes nobody. */
    public static final Duration STILL_NEWS = Duration.ofDays(7);

    private final EngineOutbox outbox;
    private final Emails emails;
    private final Diagrams diagrams;
    private final Clock clock;

    /** Only ever grows: who is under way may wait in an older version for what the newest one no longer names. */
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    JourneyMessages(EngineOutbox outbox, Emails emails, Diagrams diagrams, Clock clock) {
        this.outbox = outbox;
        this.emails = emails;
        this.clock = clock;
        this.diagrams = diagrams;
        learnWhatIsAwaited();
    }

    @EventListener
    void on(StageChanged changed) {
        var starting = new HashSet<>(changed.starting());
        var messages = Stream.concat(
                        changed.starting().stream().map(entry -> contactEntered(entry.contactId())),
                        changed.entries().stream()
                                .filter(entry -> !starting.contains(entry) && entry.number() > 1)
                                .map(entry -> stageChanged(entry.contactId(), entry.number() - 1)))
                .toList();
        outbox.publish(messages, changed.lane());
        changed.entries().stream()
                .filter(entry -> entry.number() > 1)
                .forEach(entry -> emails.cancelMarketing(
                        entry.contactId(), entry.number(), "the contact moved on to " + entry.stage()));
    }

    @EventListener
    void on(ActivitiesRecorded recorded) {
        learnWhatIsAwaited();
        var newsAfter = clock.instant().minus(STILL_NEWS);
        var messages = recorded.activities().stream()
                .filter(activity -> awaited.contains(activity.type()))
                .filter(Activity::isHuman)
                .filter(activity -> activity.at().isAfter(newsAfter))
                .map(JourneyMessages::happened)
                .toList();
        if (!messages.isEmpty()) {
            outbox.publish(messages, recorded.lane());
        }
    }

    /** Diagrams may have been published since. */
    private void learnWhatIsAwaited() {
        diagrams.all().stream()
                .flatMap(diagram -> diagram.messages().stream()
                        .map(Diagram.MessageCatch::message)
                        .filter(message -> !message.equals(JourneyStarts.message(diagram.processId()))))
                // What is told with its own facts is not told a second time, without them, as an activity.
                .filter(message -> !JourneyCheck.MESSAGES.contains(message))
                .forEach(awaited::add);
    }

    static EngineMessage contactEntered(ContactId contact) {
        return new EngineMessage(
                CONTACT_ENTERED, contact.toString(), "", Duration.ZERO, Map.of("contactId", contact.toString()));
    }

    /** Tells the process that waits in this entry that there is a later one. */
    static EngineMessage stageChanged(ContactId contact, int entryLeft) {
        var key = contact + ":" + entryLeft;
        return new EngineMessage(STAGE_CHANGED, key, key, KEPT, Map.of());
    }

    private static EngineMessage happened(Activity activity) {
        return new EngineMessage(activity.type(), activity.contactId().toString(), "", Duration.ZERO, Map.of());
    }
}
