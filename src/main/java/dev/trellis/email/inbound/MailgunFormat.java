package dev.trellis.email.inbound;

import static dev.trellis.email.inbound.RelayFormat.text;
import static dev.trellis.email.inbound.RelayFormat.textOrNull;

import dev.trellis.email.smtp.BounceClass;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Mailgun: one event a call, with a proof that the caller has the account's webhook signing key. The proof does not
 * cover what is told, so it is good for a day only: as long as Mailgun may go on calling.
 */
@Component
class MailgunFormat implements RelayFormat {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration GOOD_FOR = Duration.ofDays(1);

    private final Clock clock;

    MailgunFormat(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "mailgun";
    }

    @Override
    public boolean isGenuine(RelayCall call, JsonNode body, String secret) {
        var signature = body.path("signature");
        var timestamp = text(signature.path("timestamp"));
        var proof = hmac(secret, timestamp + text(signature.path("token")));
        boolean knowsKey = RelayCall.same(proof, text(signature.path("signature")))
                || RelayCall.same(proof, text(signature.path("parent-signature")));
        return knowsKey && isFresh(timestamp);
    }

    private boolean isFresh(String timestamp) {
        try {
            var at = Instant.ofEpochSecond(Long.parseLong(timestamp));
            return Duration.between(at, clock.instant()).abs().compareTo(GOOD_FOR) <= 0;
        } catch (NumberFormatException | DateTimeException ex) {
            return false;
        }
    }

    @Override
    public List<RelayEvent> events(JsonNode body) {
        var data = body.path("event-data");
        return switch (text(data.path("event"))) {
            case "failed", "permanent_fail", "bounced" ->
                text(data.path("severity")).equals("temporary") ? List.of() : List.of(event(data, InboundKind.BOUNCE));
            case "complained" -> List.of(event(data, InboundKind.COMPLAINT));
            case "unsubscribed" -> List.of(event(data, InboundKind.UNSUBSCRIBE));
            default -> List.of();
        };
    }

    private static RelayEvent event(JsonNode data, InboundKind kind) {
        var delivery = data.path("delivery-status");
        var said = text(delivery.path("message"));
        var words = (text(delivery.path("code")) + " " + (said.isBlank() ? text(delivery.path("description")) : said))
                .strip();
        var status = textOrNull(delivery.path("enhanced-code"));
        return new RelayEvent(
                text(data.path("id")),
                kind,
                RelayFormat.sendId(data.path("user-variables")),
                textOrNull(data.path("message").path("headers").path("message-id")),
                textOrNull(data.path("recipient")),
                kind == InboundKind.BOUNCE ? RelayEvent.judged(status, words, true, BounceClass.TRANSIENT) : null,
                status != null ? status : BounceClass.statusIn(words).orElse(null),
                words);
    }

    private static String hmac(String key, String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException ex) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, ex);
        }
    }
}
