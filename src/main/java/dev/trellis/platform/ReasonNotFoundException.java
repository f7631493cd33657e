package dev.trellis.platform;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such reason in a {@link ReasonList}. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public class ReasonNotFoundException extends RuntimeException {

    ReasonNotFoundException(String name) {
        super("There is no reason called \"" + name + "\"");
    }
}
