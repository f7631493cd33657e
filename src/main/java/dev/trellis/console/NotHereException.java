package dev.trellis.console;

/** What a page is about is not there (any more). The message says so to people. */
class NotHereException extends RuntimeException {

    NotHereException(String message) {
        super(message);
    }
}
