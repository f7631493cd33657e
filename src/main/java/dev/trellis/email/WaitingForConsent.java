package dev.trellis.email;

import dev.trellis.contact.ConsentChanged;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import java.time.Clock;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has the sender look again at planned marketing mail when its contact agreed or agrees no more. */
@Component
class WaitingForConsent {

    private final Sends sends;
    private final Clock clock;

    WaitingForConsent(Sends sends, Clock clock) {
        this.sends = sends;
        this.clock = clock;
    }

    @EventListener
    void on(ConsentChanged event) {
        var now = clock.instant();
        for (var change : event.changes()) {
            if (change.state() == ConsentState.GRANTED) {
                sends.wakeConfirmed(change.contactId(), change.topic(), now);
            } else if (change.state() == ConsentState.WITHDRAWN) {
                var topic = change.topic().equals(Consents.EVERYTHING) ? null : change.topic();
                sends.wakeWithdrawn(change.contactId(), topic, now);
            }
        }
    }
}
