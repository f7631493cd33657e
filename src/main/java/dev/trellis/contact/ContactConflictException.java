package dev.trellis.contact;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** What was asked for a contact does not go together with what is stored about it or about another one. */
@ResponseStatus(HttpStatus.CONFLICT)
public class ContactConflictException extends RuntimeException {

    public ContactConflictException(String message) {
        super(message);
    }
}
