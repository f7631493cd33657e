package dev.trellis.email.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where relays tell what became of mail. Told twice is booked once, so a relay may repeat itself. */
@RestController
class RelayWebhookController {

    private static final Logger log = LoggerFactory.getLogger(RelayWebhookController.class);

    /** Some relays show their password only when they are asked for it. */
    private static final String CHALLENGE = "Basic realm=\"relay\"";

    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Map<String, RelayFormat> formats;
    private final RelayWebhooks webhooks;
    private final Inbox inbox;
    private final JsonMapper json;

    RelayWebhookController(List<RelayFormat> formats, RelayWebhooks webhooks, Inbox inbox, JsonMapper json) {
        this.formats = formats.stream().collect(Collectors.toMap(RelayFormat::name, Function.identity()));
        this.webhooks = webhooks;
        this.inbox = inbox;
        this.json = json;
    }

    @PostMapping("/t/relay/{format}")
    ResponseEntity<?> tell(
            @PathVariable String format,
            @RequestParam @Nullable String secret,
            @RequestHeader HttpHeaders headers,
            InputStream content)
            throws IOException {
        var known = formats.get(format);
        var agreed = webhooks.secret(format).orElse(null);
        if (known == null || agreed == null) {
            return ResponseEntity.notFound().build();
        }
        var body = content.readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).build();
        }
        JsonNode told;
        try {
            told = json.readTree(body);
        } catch (JacksonException ex) {
            return ResponseEntity.badRequest().build();
        }
        try {
            if (!known.isGenuine(new RelayCall(headers, secret, body), told, agreed)) {
                return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                        .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                        .build();
            }
        } catch (IOException ex) {
            log.warn("Whether a call of {} is genuine cannot be told now: {}", format, ex.getMessage());
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        var events = known.events(told);
        return ResponseEntity.ok(Map.of("events", events.size(), "new", inbox.receive(events, "relay:" + format)));
    }
}
