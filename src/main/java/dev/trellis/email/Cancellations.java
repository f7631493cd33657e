package dev.trellis.email;

import org.springframework.stereotype.Service;

/** Gives up mail that has not left. Jobs that wait for it are completed with the outcome cancelled. */
@Service
public class Cancellations {

    private final SendDesk desk;

    Cancellations(SendDesk desk) {
        this.desk = desk;
    }

    /** Gives up all that a journey or a template has planned so far. */
    public long cancel(HoldKind kind, String name, String reason) {
        long cancelled = 0;
        for (int some = 1; some > 0; cancelled += some) {
            some = desk.cancel(kind, name, reason);
        }
        return cancelled;
    }
}
