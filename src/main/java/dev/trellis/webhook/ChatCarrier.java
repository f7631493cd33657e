package dev.trellis.webhook;

import dev.trellis.webhook.http.Answer;
import dev.trellis.webhook.http.GuardedHttp;
import java.io.IOException;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Posts {@code {"text": …}} to the incoming webhook of a chat. Its address is its secret, so nothing is signed. */
@Component
class ChatCarrier implements Carrier {

    private final GuardedHttp http;
    private final ChatWords words;
    private final JsonMapper json;

    ChatCarrier(GuardedHttp http, ChatWords words, JsonMapper json) {
        this.http = http;
        this.words = words;
        this.json = json;
    }

    @Override
    public WebhookKind kind() {
        return WebhookKind.CHAT;
    }

    @Override
    public Answer carry(Webhook webhook, Delivery delivery) throws IOException {
        return post(webhook, words.about(delivery.type(), json.readTree(delivery.data())));
    }

    Answer post(Webhook webhook, String text) throws IOException {
        return http.send("POST", webhook.url(), Map.of(), json.writeValueAsString(Map.of("text", text)));
    }
}
