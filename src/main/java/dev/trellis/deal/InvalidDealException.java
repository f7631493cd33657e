package dev.trellis.deal;

/** A deal was given wrongly. The message names the field and says what it may be. */
public class InvalidDealException extends RuntimeException {

    InvalidDealException(String message) {
        super(message);
    }
}
