package dev.trellis.webhook;

/** There is no such webhook, or no such delivery of it. */
public class WebhookNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WebhookNotFoundException(String message) {
        super(message);
    }
}
