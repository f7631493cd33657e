package dev.trellis.deal;

/** What was asked is not possible for a deal in its state. The message says who brought it there, and when. */
public class DealStateException extends RuntimeException {

    DealStateException(String message) {
        super(message);
    }
}
