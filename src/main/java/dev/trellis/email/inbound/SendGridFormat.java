package dev.trellis.email.inbound;

import static dev.trellis.email.inbound.RelayFormat.text;
import static dev.trellis.email.inbound.RelayFormat.textOrNull;

import dev.trellis.email.smtp.BounceClass;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** SendGrid: many events a call, signed with a key of which we have the public half. */
@Component
class SendGridFormat implements RelayFormat {

    private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    private static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    @Override
    public String name() {
        return "sendgrid";
    }

    @Override
    public boolean isGenuine(RelayCall call, JsonNode body, String secret) {
        var signature = call.header(SIGNATURE);
        var timestamp = call.header(TIMESTAMP);
        if (signature == null || timestamp == null) {
            return false;
        }
        try {
            var decoder = Base64.getDecoder();
            var verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(decoder.decode(secret))));
            verifier.update(timestamp.getBytes(StandardCharsets.UTF_8));
            verifier.update(call.body());
            return verifier.verify(decoder.decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            return false;
        }
    }

    @Override
    public List<RelayEvent> events(JsonNode body) {
        var events = new ArrayList<RelayEvent>();
        for (var event : body) {
            kind(event).ifPresent(kind -> events.add(event(event, kind)));
        }
        return events;
    }

    /** What was dropped never left the relay, for reasons it keeps to itself: nothing came back. */
    private static Optional<InboundKind> kind(JsonNode event) {
        return switch (text(event.path("event"))) {
            case "bounce" -> Optional.of(InboundKind.BOUNCE);
            case "spamreport" -> Optional.of(InboundKind.COMPLAINT);
            case "unsubscribe", "group_unsubscribe" -> Optional.of(InboundKind.UNSUBSCRIBE);
            default -> Optional.empty();
        };
    }

    private static RelayEvent event(JsonNode event, InboundKind kind) {
        var words = text(event.path("reason"));
        var status = textOrNull(event.path("status"));
        boolean blocked = text(event.path("type")).equals("blocked");
        return new RelayEvent(
                text(event.path("sg_event_id")),
                kind,
                RelayFormat.sendId(event),
                textOrNull(event.path("smtp-id")),
                textOrNull(event.path("email")),
                kind == InboundKind.BOUNCE
                        ? RelayEvent.judged(status, words, !blocked, blocked ? BounceClass.POLICY : BounceClass.ADDRESS)
                        : null,
                status,
                words);
    }
}
