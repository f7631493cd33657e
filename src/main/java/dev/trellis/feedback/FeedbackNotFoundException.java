package dev.trellis.feedback;

import java.util.UUID;

/** There is no question with this id. */
public class FeedbackNotFoundException extends RuntimeException {

    FeedbackNotFoundException(UUID id) {
        super("No feedback with id " + id);
    }
}
