package dev.trellis.email.inbound;

import static dev.trellis.email.inbound.RelayFormat.text;
import static dev.trellis.email.inbound.RelayFormat.textOrNull;

import dev.trellis.email.smtp.BounceClass;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Brevo: one event a call, with the token that its settings are given. */
@Component
class BrevoFormat implements RelayFormat {

    @Override
    public String name() {
        return "brevo";
    }

    @Override
    public List<RelayEvent> events(JsonNode body) {
        var words = text(body.path("reason"));
        return switch (text(body.path("event"))) {
            case "hard_bounce", "hardBounce", "invalid_email", "invalid" ->
                List.of(event(body, InboundKind.BOUNCE, RelayEvent.judged(null, words, true, BounceClass.ADDRESS)));
            case "soft_bounce", "softBounce" ->
                List.of(event(body, InboundKind.BOUNCE, RelayEvent.judged(null, words, false, BounceClass.TRANSIENT)));
            case "blocked", "error" -> List.of(event(body, InboundKind.BOUNCE, BounceClass.POLICY));
            case "spam", "complaint" -> List.of(event(body, InboundKind.COMPLAINT, null));
            case "unsubscribed", "unsubscribe" -> List.of(event(body, InboundKind.UNSUBSCRIBE, null));
            default -> List.of();
        };
    }

    private static RelayEvent event(JsonNode body, InboundKind kind, @Nullable BounceClass about) {
        var words = text(body.path("reason"));
        var messageId = textOrNull(body.path("message-id"));
        return new RelayEvent(
                String.join(
                        " ",
                        text(body.path("event")),
                        text(body.path("id")),
                        messageId == null ? "" : messageId,
                        text(body.path("email")),
                        text(body.path("ts_event"))),
                kind,
                RelayFormat.sendId(body),
                messageId,
                textOrNull(body.path("email")),
                about,
                BounceClass.statusIn(words).orElse(null),
                words.isBlank() ? text(body.path("event")) : words);
    }
}
