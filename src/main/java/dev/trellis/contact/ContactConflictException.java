package dev.trellis.contact;

/** What was asked for a contact does not go together with what is stored about it or about another one. */
public class ContactConflictException extends RuntimeException {

    public ContactConflictException(String message) {
        super(message);
    }
}
