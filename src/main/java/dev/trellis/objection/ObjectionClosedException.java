package dev.trellis.objection;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The objection was answered or declined already. The message says by whom, and when. */
@ResponseStatus(HttpStatus.CONFLICT)
public class ObjectionClosedException extends RuntimeException {

    ObjectionClosedException(Objection objection) {
        super("This objection was " + objection.state().label() + " by " + objection.closedBy() + " at "
                + objection.closedAt());
    }
}
