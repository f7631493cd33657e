package dev.trellis.nurturing;

import dev.trellis.contact.ContactErased;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactsMerged;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.Lane;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Ends what still runs in the engine for a contact that is going. */
@Component
class JourneyEnd {

    private final Lifecycle lifecycle;
    private final EngineOutbox outbox;

    JourneyEnd(Lifecycle lifecycle, EngineOutbox outbox) {
        this.lifecycle = lifecycle;
        this.outbox = outbox;
    }

    @EventListener
    void on(ContactErased erased) {
        end(erased.contact());
    }

    @EventListener
    void on(ContactsMerged merged) {
        end(merged.merged());
    }

    private void end(ContactId contact) {
        lifecycle.find(contact).ifPresent(state -> {
            if (state.processInstanceKey() != null) {
                outbox.cancel(state.processInstanceKey(), Lane.LIVE);
            }
        });
    }
}
