package dev.trellis.webhook;

import dev.trellis.webhook.http.Answer;
import dev.trellis.webhook.http.RefusedAddressException;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells a webhook something at once, for a step of a diagram that wants to know the answer. */
@Component
public class WebhookCalls {

    private final Webhooks webhooks;
    private final StandardCarrier standard;
    private final ChatCarrier chat;
    private final JsonMapper json;
    private final Clock clock;

    WebhookCalls(Webhooks webhooks, StandardCarrier standard, ChatCarrier chat, JsonMapper json, Clock clock) {
        this.webhooks = webhooks;
        this.standard = standard;
        this.chat = chat;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Tells the webhook of this name.
     *
     * @param id the same for every attempt to tell the same thing
     * @param event what to call it; null for the webhook's own name
     * @return the status it answered with
     * @throws IllegalArgumentException if there is no such webhook, or it cannot be told this way; trying again is no
     *     use
     * @throws IOException if there was no answer; trying later may help
     */
    public int tell(String name, String id, @Nullable String event, Map<String, Object> data) throws IOException {
        var webhook = webhooks.find(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no webhook \"" + name
                        + "\"; add it on the page Webhooks, or with POST /api/webhooks {\"name\": \"" + name
                        + "\", \"url\": …}"));
        if (!webhook.active()) {
            throw new IllegalArgumentException("The webhook \"" + name + "\" is switched off");
        }
        try {
            return tell(webhook, id, event == null ? name : event, data).status();
        } catch (RefusedAddressException ex) {
            throw new IllegalArgumentException(ex.getMessage(), ex);
        }
    }

    private Answer tell(Webhook webhook, String id, String event, Map<String, Object> data) throws IOException {
        return switch (webhook.kind()) {
            case STANDARD -> {
                var body = new LinkedHashMap<String, Object>();
                body.put("type", event);
                body.put("timestamp", clock.instant().toString());
                body.put("data", data);
                yield standard.post(webhook, id, json.writeValueAsString(body));
            }
            case CHAT -> chat.post(webhook, event + ": " + json.writeValueAsString(data));
            case ESPOCRM ->
                throw new IllegalArgumentException("The webhook \"" + webhook.name()
                        + "\" is a CRM, which diagrams do not call; choose events for it instead");
        };
    }
}
