package dev.trellis.handoff;

import java.util.Locale;

/** How a hand-off stands: open, accepted, then qualified or returned; or open and then rejected. */
public enum HandoffState {
    OPEN,
    ACCEPTED,
    REJECTED,
    QUALIFIED,
    RETURNED,
    /** The contact left the stage before sales had decided. */
    WITHDRAWN;

    /** Whether sales still has something to decide. */
    public boolean isPending() {
        return this == OPEN || this == ACCEPTED;
    }

    /** The word that diagrams and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The state that the API calls so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static HandoffState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
