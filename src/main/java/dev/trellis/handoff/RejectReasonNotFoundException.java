package dev.trellis.handoff;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such reason to reject. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public class RejectReasonNotFoundException extends RuntimeException {

    RejectReasonNotFoundException(String name) {
        super("There is no reason to reject called \"" + name + "\"");
    }
}
