package dev.trellis.email;

import java.util.Locale;

/** How far a send has come. */
public enum SendState {
    /** Waits for its due time. */
    PLANNED,
    /** A sender has taken it. This and the next stand in the senders' books, not in the mail's own row. */
    CLAIMED,
    /** The relay has the bytes and has not answered; after a crash nobody knows. */
    HANDED_OVER,
    SENT,
    /** Not allowed: no consent, or the address may not be written to. */
    SUPPRESSED,
    CAPPED,
    EXPIRED,
    FAILED,
    UNKNOWN,
    CANCELLED;

    /** Whether nothing more will happen to it. */
    public boolean isFinal() {
        return this != PLANNED && this != CLAIMED && this != HANDED_OVER;
    }

    /** The word that diagrams and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
