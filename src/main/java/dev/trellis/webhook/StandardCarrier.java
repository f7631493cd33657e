package dev.trellis.webhook;

import dev.trellis.webhook.http.Answer;
import dev.trellis.webhook.http.GuardedHttp;
import dev.trellis.webhook.http.WebhookSignatures;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Posts JSON with the headers of the Standard Webhooks specification. */
@Component
class StandardCarrier implements Carrier {

    private final GuardedHttp http;
    private final JsonMapper json;
    private final Clock clock;

    StandardCarrier(GuardedHttp http, JsonMapper json, Clock clock) {
        this.http = http;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public WebhookKind kind() {
        return WebhookKind.STANDARD;
    }

    @Override
    public Answer carry(Webhook webhook, Delivery delivery) throws IOException {
        return post(webhook, delivery.messageId(), body(delivery));
    }

    Answer post(Webhook webhook, String id, String body) throws IOException {
        var now = clock.instant();
        return http.send(
                "POST",
                webhook.url(),
                Map.of(
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        String.valueOf(now.getEpochSecond()),
                        "webhook-signature",
                        WebhookSignatures.header(webhook.secrets(), id, now, body)),
                body);
    }

    /** The same, to the letter, for every attempt. */
    private String body(Delivery delivery) {
        var body = json.createObjectNode();
        body.put("type", delivery.type());
        body.put("timestamp", delivery.occurredAt().toString());
        body.put("sequence", delivery.id());
        body.set("data", json.readTree(delivery.data()));
        return json.writeValueAsString(body);
    }
}
