package dev.trellis.contact;

import java.util.UUID;

/** Names a contact for ever; survives a change of email. */
public record ContactId(UUID value) implements Comparable<ContactId> {

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static ContactId of(String text) {
        return new ContactId(UUID.fromString(text));
    }

    @Override
    public int compareTo(ContactId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
