package dev.trellis.objection;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no objection with this id. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public class ObjectionNotFoundException extends RuntimeException {

    ObjectionNotFoundException(UUID id) {
        super("No objection with id " + id);
    }
}
