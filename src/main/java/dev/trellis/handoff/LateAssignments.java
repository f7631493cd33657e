package dev.trellis.handoff;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gives out the hand-offs that nobody could take when they were opened, once somebody can: a member is back, has room
 * again, or is new.
 *
 * <p>Several instances may look at the same time; each hand-off is given out once.
 */
@Component
class LateAssignments {

    /** More than a team can look at before the next time. */
    private static final int EACH_TEAM = 200;

    private final Handoffs handoffs;
    private final HandoffStore store;

    LateAssignments(Handoffs handoffs, HandoffStore store) {
        this.handoffs = handoffs;
        this.store = store;
    }

    @Scheduled(fixedDelayString = "${trellis.handoff.give-out-every:PT1M}")
    void giveOut() {
        store.withoutOwner(EACH_TEAM).forEach(handoffs::assign);
    }
}
