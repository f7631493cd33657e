package dev.trellis.webhook.inbound;

import dev.trellis.webhook.http.WebhookSignatures;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where others tell us things, signed after the Standard Webhooks specification. */
@RestController
class HookDoorController {

    /** As the specification proposes: what is older may be somebody's recording. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private static final int MOST_BYTES = 256 * 1024;
    private static final int LONGEST_ID = 200;

    private final HookSources sources;
    private final HookInbox inbox;
    private final JsonMapper json;
    private final Clock clock;

    HookDoorController(HookSources sources, HookInbox inbox, JsonMapper json, Clock clock) {
        this.sources = sources;
        this.inbox = inbox;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping("/t/hooks/{name}")
    ResponseEntity<?> tell(
            @PathVariable String name,
            @RequestHeader(name = "webhook-id", defaultValue = "") String id,
            @RequestHeader(name = "webhook-timestamp", defaultValue = "") String timestamp,
            @RequestHeader(name = "webhook-signature", defaultValue = "") String signature,
            InputStream content)
            throws IOException {
        var source = sources.find(name).filter(HookSource::active).orElse(null);
        if (source == null) {
            return problem(HttpStatus.NOT_FOUND, "Nobody called " + name + " is listened to here");
        }
        if (id.isBlank() || id.length() > LONGEST_ID || timestamp.isBlank() || signature.isBlank()) {
            return problem(
                    HttpStatus.BAD_REQUEST,
                    "Send the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks");
        }
        var body = content.readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return problem(HttpStatus.CONTENT_TOO_LARGE, "A message may have 256 kB at most");
        }
        if (!isFresh(timestamp)) {
            return problem(
                    HttpStatus.UNAUTHORIZED,
                    "The webhook-timestamp is not a time within five minutes of now; sign each attempt anew");
        }
        if (!WebhookSignatures.isGenuine(source.secrets(), id, timestamp, signature, body)) {
            return problem(HttpStatus.UNAUTHORIZED, "No signature fits the secret of " + name);
        }
        var told = read(body);
        if (told == null) {
            return problem(HttpStatus.BAD_REQUEST, "The body must be a JSON object with type, timestamp and data");
        }
        var kept = inbox.receive(source, id, told);
        return ResponseEntity.ok(Map.of("state", kept.state(), "outcome", kept.outcome()));
    }

    private boolean isFresh(String timestamp) {
        try {
            var at = Instant.ofEpochSecond(Long.parseLong(timestamp));
            return Duration.between(at, clock.instant()).abs().compareTo(FRESH) <= 0;
        } catch (NumberFormatException | DateTimeException | ArithmeticException ex) {
            return false;
        }
    }

    private @Nullable JsonNode read(byte[] body) {
        try {
            var told = json.readTree(body);
            return told.isObject() ? told : null;
        } catch (JacksonException ex) {
            return null;
        }
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
