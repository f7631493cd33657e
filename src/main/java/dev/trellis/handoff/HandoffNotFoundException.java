package dev.trellis.handoff;

import java.util.UUID;

/** There is no hand-off with this id. */
public class HandoffNotFoundException extends RuntimeException {

    HandoffNotFoundException(UUID id) {
        super("No hand-off with id " + id);
    }
}
