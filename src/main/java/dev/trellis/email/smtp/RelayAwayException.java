package dev.trellis.email.smtp;

/** Nothing can be handed in at present: the relay cannot be reached, or lets us not in. */
public final class RelayAwayException extends Exception {

    RelayAwayException(String message, Exception cause) {
        super(message, cause);
    }
}
