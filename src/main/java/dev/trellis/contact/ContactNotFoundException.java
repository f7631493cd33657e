package dev.trellis.contact;

/** There is no contact with this id: never was, erased, or merged into another. */
public class ContactNotFoundException extends RuntimeException {

    public ContactNotFoundException(ContactId id) {
        super("No contact with id " + id);
    }
}
