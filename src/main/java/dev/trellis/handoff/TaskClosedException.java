package dev.trellis.handoff;

/** The task is done or cancelled already. The message says who did it, and when. */
public class TaskClosedException extends RuntimeException {

    TaskClosedException(String message) {
        super(message);
    }
}
