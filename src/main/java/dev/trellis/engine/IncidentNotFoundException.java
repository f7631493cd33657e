package dev.trellis.engine;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The engine knows no incident with this key: never did, or it is resolved, or its process instance is gone. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public class IncidentNotFoundException extends RuntimeException {

    IncidentNotFoundException(long key) {
        super("The engine knows no incident with the key " + key + "; it may have been resolved meanwhile.");
    }
}
