package dev.trellis.platform;

import org.jspecify.annotations.Nullable;

/** The application cannot start as it was set up. The message is one sentence that says what to change. */
public class StartRefusedException extends RuntimeException {

    public StartRefusedException(String message) {
        super(message);
    }

    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
