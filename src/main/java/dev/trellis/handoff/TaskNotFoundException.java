package dev.trellis.handoff;

import java.util.UUID;

/** There is no task with this id. */
public class TaskNotFoundException extends RuntimeException {

    TaskNotFoundException(UUID id) {
        super("No task with id " + id);
    }
}
