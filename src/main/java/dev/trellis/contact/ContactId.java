package dev.trellis.contact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.trellis.platform.InvalidValueException;
import java.util.UUID;

/** Names a contact for ever; survives a change of email. */
public record ContactId(UUID value) implements Comparable<ContactId> {

    /**
     * Reads an id.
     *
     * @throws InvalidValueException if the text is not a UUID
     */
    @JsonCreator
    public static ContactId of(String text) {
        try {
            return new ContactId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("id", "'" + text + "' is not the id of a contact");
        }
    }

    @Override
    public int compareTo(ContactId other) {
        return value.compareTo(other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
