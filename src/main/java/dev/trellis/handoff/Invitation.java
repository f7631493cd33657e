package dev.trellis.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What somebody who follows an answer link may do now.
 *
 * @param addressee whom the link was written to; null where it is not theirs any more
 * @param last what was done with the hand-off last
 */
public record Invitation(
        Standing standing,
        Handoff handoff,
        @Nullable Owner addressee,
        @Nullable HandoffEvent last) {

    /** How the link and its hand-off stand. */
    public enum Standing {
        /** The addressee may accept or reject. */
        TO_DECIDE,
        /** The addressee has accepted, and may qualify or give back. */
        TO_QUALIFY,
        /** Nothing is to be said any more. */
        DECIDED,
        /** Somebody else has it now. */
        ANOTHERS,
        /** The link is too old, or its addressee may not sign in any more. */
        VOID
    }
}
