package dev.trellis.broadcast;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The broadcast has come to its end: nothing about it can be stopped or continued any more. */
@ResponseStatus(HttpStatus.CONFLICT)
public class BroadcastOverException extends RuntimeException {

    BroadcastOverException(Broadcast broadcast) {
        super("The broadcast " + broadcast.name() + " is " + broadcast.state().label());
    }
}
