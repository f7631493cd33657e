package dev.trellis.webhook.inbound;

/** There is no such sender, or no such message of it. */
public class HookSourceNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HookSourceNotFoundException(String message) {
        super(message);
    }
}
