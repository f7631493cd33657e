package dev.trellis.feedback;

/** The question can no longer be answered, or the answer no longer be corrected. The message says why. */
public class AnswerRefusedException extends RuntimeException {

    AnswerRefusedException(String message) {
        super(message);
    }
}
