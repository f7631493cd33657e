package dev.trellis.webhook.espocrm;

import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.deal.PipelineStep;
import dev.trellis.platform.Ids;
import dev.trellis.webhook.WebhookNotFoundException;
import dev.trellis.webhook.espocrm.EspoSubscriptions.Subscription;
import dev.trellis.webhook.inbound.HookInbox;
import dev.trellis.webhook.inbound.HookSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where EspoCRM tells us what became of its opportunities, in its own form: a list of records with what has changed of
 * each, and the header {@code Signature} of EspoCRM 9, the base64 of {@code <its webhook's id>:<hex HMAC-SHA256>}.
 *
 * <p>Its calls carry neither an id nor a time. So each is taken as new, which does no harm: what is so already stays
 * so.
 */
@RestController
class EspoController {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MOST_BYTES = 1024 * 1024;

    private final EspoSubscriptions subscriptions;
    private final CrmLinks links;
    private final Deals deals;
    private final HookInbox inbox;
    private final EspoProperties properties;
    private final JsonMapper json;

    EspoController(
            EspoSubscriptions subscriptions,
            CrmLinks links,
            Deals deals,
            HookInbox inbox,
            EspoProperties properties,
            JsonMapper json) {
        this.subscriptions = subscriptions;
        this.links = links;
        this.deals = deals;
        this.inbox = inbox;
        this.properties = properties;
        this.json = json;
    }

    /** Makes EspoCRM call us. */
    @PostMapping("/api/webhooks/{id}/subscribe")
    @ResponseStatus(HttpStatus.CREATED)
    Map<String, Object> subscribe(@PathVariable UUID id) throws IOException {
        var source = subscriptions.subscribe(id);
        return Map.of("hookId", source.id(), "event", EspoSubscriptions.EVENT);
    }

    @PostMapping("/t/espocrm/{webhook}")
    ResponseEntity<Void> tell(
            @PathVariable UUID webhook,
            @RequestHeader(name = "Signature", defaultValue = "") String signature,
            InputStream content)
            throws IOException {
        var known = subscriptions.of(webhook);
        if (known.isEmpty()) {
            // EspoCRM forgets a webhook that answers so.
            return ResponseEntity.status(HttpStatus.GONE).build();
        }
        var body = content.readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).build();
        }
        var source = known.stream()
                .filter(subscription -> isGenuine(subscription, signature, body))
                .findFirst()
                .flatMap(subscriptions::source)
                .orElse(null);
        if (source == null) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        try {
            for (var record : json.readTree(body)) {
                take(webhook, source, record);
            }
        } catch (JacksonException ex) {
            return ResponseEntity.badRequest().build();
        }
        return ResponseEntity.noContent().build();
    }

    @ExceptionHandler
    ProblemDetail notFound(WebhookNotFoundException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, String.valueOf(ex.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail espoWillNot(IOException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, String.valueOf(ex.getMessage()));
    }

    /** Puts it into the words that other systems use, so that it is kept, done and shown like theirs. */
    private void take(UUID webhook, HookSource source, JsonNode record) {
        var deal = links.deal(webhook, record.path("id").asString(""))
                .flatMap(deals::find)
                .orElse(null);
        if (deal == null) {
            inbox.receive(source, id(), message("espocrm." + EspoSubscriptions.EVENT, record.deepCopy()));
            return;
        }
        var changes = changes(deal, record);
        if (!changes.isEmpty()) {
            changes.put("dealId", deal.id().toString());
            inbox.receive(source, id(), message("deal.updated", changes));
        }
        var stage = record.path("stage").asString("");
        if (stage.equals(properties.won()) || stage.equals(properties.lost())) {
            var end = json.createObjectNode().put("dealId", deal.id().toString());
            if (stage.equals(properties.lost())) {
                end.put("reason", properties.lossReason());
            }
            inbox.receive(source, id(), message(stage.equals(properties.won()) ? "deal.won" : "deal.lost", end));
        }
    }

    private ObjectNode changes(Deal deal, JsonNode record) {
        var changes = json.createObjectNode();
        copy(record, "name", changes, "name");
        copy(record, "amount", changes, "amount");
        copy(record, "amountCurrency", changes, "currency");
        copy(record, "closeDate", changes, "expectedCloseOn");
        var stage = record.path("stage").asString("");
        boolean moved = !stage.isEmpty() && !stage.equals(properties.won()) && !stage.equals(properties.lost());
        // Several of our steps may be one stage there; a deal that stands on one of them has not moved.
        if (moved && !stage.equals(properties.stage(deal.step()).orElse(null))) {
            changes.put(
                    "step",
                    deals.steps().stream()
                            .map(PipelineStep::name)
                            .filter(step -> stage.equals(properties.stage(step).orElse(null)))
                            .findFirst()
                            .orElse(stage));
        }
        return changes;
    }

    private static void copy(JsonNode from, String theirs, ObjectNode to, String ours) {
        var value = from.path(theirs);
        if (value.isValueNode() && !value.isNull()) {
            to.set(ours, value);
        }
    }

    private JsonNode message(String type, JsonNode data) {
        return json.createObjectNode().put("type", type).set("data", data);
    }

    private static String id() {
        return "espocrm:" + Ids.next();
    }

    private static boolean isGenuine(Subscription subscription, String signature, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(subscription.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            var proof = subscription.theirId() + ":" + HexFormat.of().formatHex(mac.doFinal(body));
            var expected = Base64.getEncoder().encode(proof.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException ex) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, ex);
        }
    }
}
