package dev.trellis.broadcast;

import java.util.Locale;

/** How far a broadcast has come. Whether it is paused is said beside it, see {@link Broadcast#paused}. */
public enum BroadcastState {
    /** Waits for its time. Who is in the segment then gets it. */
    SCHEDULED,
    /** Goes through the contacts; what is planned leaves meanwhile. */
    PLANNING,
    SENDING,
    DONE,
    CANCELLED;

    /** The word that the API uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isOver() {
        return this == DONE || this == CANCELLED;
    }
}
