package dev.trellis.broadcast;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such broadcast. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public class BroadcastNotFoundException extends RuntimeException {

    BroadcastNotFoundException(UUID id) {
        super("No broadcast with id " + id);
    }
}
