package dev.trellis.embedded;

import java.util.List;
import java.util.Optional;

/**
 * Every email that left the application, where no real relay is set: nothing reaches anybody outside. A bean while the
 * embedded mail server runs.
 */
public interface Mailbox {

    /** The newest first, at most so many, all of them with a smaller id than {@code before}. */
    List<CapturedMail> newest(long before, int limit);

    /** What one address got, oldest first. */
    List<CapturedMail> to(String recipient);

    Optional<CapturedMail> find(long id);

    /** How many are kept now. */
    int size();

    /** How many arrived since the start, those dropped since included. */
    long received();

    /** Forgets all of them. */
    void clear();
}
