package dev.trellis.lifecycle;

/** The stage a contact was to move to cannot be reached from where it is, or not yet. The message says why. */
public class IllegalMoveException extends RuntimeException {

    public IllegalMoveException(String message) {
        super(message);
    }
}
