package dev.trellis.engine;

/** A decision table is missing, broken, or cannot answer for the given inputs. The message names file, row and why. */
public class DecisionException extends RuntimeException {

    public DecisionException(String message) {
        super(message);
    }

    public DecisionException(String message, Throwable cause) {
        super(message, cause);
    }
}
