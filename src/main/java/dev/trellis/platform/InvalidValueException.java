package dev.trellis.platform;

/** A value that came from outside cannot be used. The message names it and says what it may be. */
public class InvalidValueException extends IllegalArgumentException {

    private final String field;

    public InvalidValueException(String field, String reason) {
        super(reason);
        this.field = field;
    }

    /** The name of the value, as whoever gave it knows it. */
    public String field() {
        return field;
    }
}
