package dev.trellis.handoff;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done with a hand-off.
 *
 * @param action opened, assigned, escalated, accepted, given, rejected, qualified, returned, withdrawn
 * @param owner who had it from then on
 * @param via by what way it was said, such as {@code mail link}; null for a page or a program
 */
public record HandoffEvent(
        Instant at,
        String actor,
        String action,
        @Nullable String owner,
        @Nullable String note,
        @Nullable String via) {

    /** It came to somebody who is to answer. */
    static final String ASSIGNED = "assigned";

    /** Somebody has what another accepted. */
    static final String GIVEN = "given";

    /** Who gives out what nobody could take before. */
    static final String ROUTING = "routing";

    /** Whether somebody, and not a rule, gave it to its owner. */
    public boolean isGivenByPerson() {
        return action.equals(GIVEN) || (action.equals(ASSIGNED) && !actor.equals(ROUTING));
    }
}
