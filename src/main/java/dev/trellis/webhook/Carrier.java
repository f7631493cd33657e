package dev.trellis.webhook;

import dev.trellis.webhook.http.Answer;
import java.io.IOException;

/** Tells webhooks of one kind. */
public interface Carrier {

    WebhookKind kind();

    /** How much of one webhook's an instance brings at a time. */
    default int lines() {
        return 4;
    }

    /**
     * Tells it once.
     *
     * @return what it answered; anything but 2xx is tried again
     * @throws IOException if there was no answer
     */
    Answer carry(Webhook webhook, Delivery delivery) throws IOException;
}
