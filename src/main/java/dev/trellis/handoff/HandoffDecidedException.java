package dev.trellis.handoff;

/** Somebody else was faster: the hand-off is in another state by now. The message says who did what, and when. */
public class HandoffDecidedException extends RuntimeException {

    HandoffDecidedException(String message) {
        super(message);
    }
}
