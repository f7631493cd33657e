package dev.trellis.demo;

/** The application refused what somebody in the demo did. */
final class ApiRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ApiRefusedException(String message) {
        super(message);
    }
}
