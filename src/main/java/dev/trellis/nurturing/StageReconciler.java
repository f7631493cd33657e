package dev.trellis.nurturing;

import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleState;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.platform.Lane;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells the engine again about stage changes it has not caught up with.
 *
 * <p>A message can be lost when it outlives the hour the engine keeps it, or when the engine's data is restored from an
 * older copy. Telling twice is harmless: the key is used up by the first.
 */
@Component
class StageReconciler {

    private static final Logger log = LoggerFactory.getLogger(StageReconciler.class);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int BATCH = 500;

    private final Lifecycle lifecycle;
    private final EngineOutbox outbox;

    StageReconciler(Lifecycle lifecycle, EngineOutbox outbox) {
        this.lifecycle = lifecycle;
        this.outbox = outbox;
    }

    /** Waits while the engine still works off what it was told: then nothing is late, only queued. */
    @Scheduled(fixedDelayString = "${trellis.nurturing.reconcile-every:PT30S}")
    @Transactional
    public void tellAgain() {
        if (outbox.backlog(Lane.LIVE) + outbox.backlog(Lane.BULK) > 0) {
            return;
        }
        var late = lifecycle.unreached(PATIENCE, BATCH).stream()
                .map(StageEntry::contactId)
                .toList();
        if (!late.isEmpty()) {
            log.info("Telling the engine again about {} stage changes it has not followed", late.size());
            var messages = lifecycle.findAll(late).values().stream()
                    .map(StageReconciler::message)
                    .toList();
            outbox.publish(messages, Lane.BULK);
        }
    }

    /** The process waits in the entry it has reached, however many there were since. */
    private static EngineMessage message(LifecycleState state) {
        return state.entryReached() == 0
                ? JourneyMessages.contactEntered(state.contactId())
                : JourneyMessages.stageChanged(state.contactId(), state.entryReached());
    }
}
