package dev.trellis.email.inbound;

import java.util.Locale;

/** What a message that arrived is. */
enum InboundKind {
    /** A mail of ours came back for good. */
    BOUNCE,
    /** A mail of ours is still under way: nothing has been decided. */
    DELAY,
    /** A mail of ours arrived, or was handed to a server that tells no more. */
    DELIVERY,
    /** Somebody called a mail of ours spam. */
    COMPLAINT,
    UNSUBSCRIBE,
    /** A person wrote. */
    REPLY,
    /** A machine wrote in a person's place: a vacation note, a ticket number, a receipt. */
    AUTO_REPLY,
    /** Kept, for somebody to look at. */
    UNKNOWN;

    /** The word that the database and the API use. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static InboundKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
