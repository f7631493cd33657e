package dev.trellis.email.inbound;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is nothing to decide about a report, or not any more. */
@ResponseStatus(HttpStatus.CONFLICT)
public class DoubtEndedException extends RuntimeException {

    DoubtEndedException() {
        super("Nobody is asked about this report: it never was in doubt, or somebody has decided already");
    }
}
