package dev.trellis.email.smtp;

import java.util.List;

/** One open connection to a relay. Used by one thread at a time. */
interface RelayConnection {

    /**
     * Hands in mails, one after the other, and says of each how it ended. The answer is shorter than the list where the
     * connection came to its end before: what has no answer was never begun.
     */
    List<Delivery> deliver(List<OutgoingMail> mails);

    /** Whether the relay still answers on it. */
    boolean answers();

    /** Whether it can be used for more mail, as far as is known without asking. */
    boolean isOpen();

    /** Says goodbye if that costs nothing, and closes. */
    void close();

    /** Cuts the connection from another thread, whatever it is doing. */
    void cut();
}
