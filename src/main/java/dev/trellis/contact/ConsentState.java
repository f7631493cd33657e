package dev.trellis.contact;

import java.util.Locale;

/** What a contact said about a topic. Where nothing is stored, it is unknown, and unknown is not granted. */
public enum ConsentState {
    /** Asked to confirm by email, not answered yet. */
    PENDING,
    GRANTED,
    WITHDRAWN;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
