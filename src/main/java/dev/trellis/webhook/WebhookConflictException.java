package dev.trellis.webhook;

/** What was asked does not go with how the webhook stands, or with another one. The message says why. */
public class WebhookConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WebhookConflictException(String message) {
        super(message);
    }
}
