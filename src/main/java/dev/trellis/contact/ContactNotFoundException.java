package dev.trellis.contact;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no contact with this id: never was, erased, or merged into another. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public class ContactNotFoundException extends RuntimeException {

    public ContactNotFoundException(ContactId id) {
        super("No contact with id " + id);
    }
}
