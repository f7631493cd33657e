package dev.trellis.contact;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** An import could not go on. What it had stored by then stays, and importing the same file again is safe. */
@ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
class ImportInterruptedException extends RuntimeException {

    ImportInterruptedException(long line, Throwable cause) {
        super(
                "The import stopped at line " + line + " because the database does not answer. The rows before it are"
                        + " stored; send the same file again when the database is back, nothing will be doubled",
                cause);
    }
}
