package dev.trellis.email.inbound;

import static dev.trellis.email.inbound.RelayFormat.text;
import static dev.trellis.email.inbound.RelayFormat.textOrNull;

import dev.trellis.email.smtp.BounceClass;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Postmark: one event a call, unsigned; it calls with the user and password that its address is given. */
@Component
class PostmarkFormat implements RelayFormat {

    @Override
    public String name() {
        return "postmark";
    }

    @Override
    public List<RelayEvent> events(JsonNode body) {
        return switch (text(body.path("RecordType"))) {
            case "Bounce" -> bounce(body);
            case "SpamComplaint" -> List.of(event(body, InboundKind.COMPLAINT, null));
            case "SubscriptionChange" ->
                body.path("SuppressSending").asBoolean(false)
                                && text(body.path("SuppressionReason")).equals("ManualSuppression")
                        ? List.of(event(body, InboundKind.UNSUBSCRIBE, null))
                        : List.of();
            default -> List.of();
        };
    }

    private static List<RelayEvent> bounce(JsonNode body) {
        var words = words(body);
        return switch (text(body.path("Type"))) {
            case "HardBounce", "BadEmailAddress" ->
                List.of(event(body, InboundKind.BOUNCE, RelayEvent.judged(null, words, true, BounceClass.ADDRESS)));
            case "SpamNotification",
                    "Blocked",
                    "DMARCPolicy",
                    "VirusNotification",
                    "ManuallyDeactivated",
                    "SMTPApiError" -> List.of(event(body, InboundKind.BOUNCE, BounceClass.POLICY));
            case "SoftBounce", "DnsError", "Undeliverable", "Unknown", "TemplateRenderingFailed", "InboundError" ->
                List.of(event(body, InboundKind.BOUNCE, RelayEvent.judged(null, words, false, BounceClass.TRANSIENT)));
            case "SpamComplaint" -> List.of(event(body, InboundKind.COMPLAINT, null));
            case "Unsubscribe" -> List.of(event(body, InboundKind.UNSUBSCRIBE, null));
            default -> List.of();
        };
    }

    private static String words(JsonNode body) {
        var details = text(body.path("Details"));
        return details.isBlank() ? "" : details;
    }

    private static RelayEvent event(JsonNode body, InboundKind kind, @Nullable BounceClass about) {
        var words = words(body);
        var recipient = textOrNull(body.path("Email"));
        return new RelayEvent(
                text(body.path("RecordType")) + " " + text(body.path("ID")) + " " + text(body.path("MessageID")) + " "
                        + text(body.path("ChangedAt")),
                kind,
                RelayFormat.sendId(body.path("Metadata")),
                null,
                recipient != null ? recipient : textOrNull(body.path("Recipient")),
                about,
                BounceClass.statusIn(words).orElse(null),
                words.isBlank() ? text(body.path("Description")) : words);
    }
}
