package dev.trellis.webhook;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks over HTTP. A secret is shown once: to whoever makes it. */
@RestController
@RequestMapping("/api/webhooks")
class WebhookController {

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final JsonMapper json;

    WebhookController(Webhooks webhooks, Deliveries deliveries, JsonMapper json) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.json = json;
    }

    @GetMapping
    Page<WebhookView> list() {
        return new Page<>(webhooks.all().stream().map(WebhookView::of).toList(), null);
    }

    @GetMapping("/events")
    Page<EventView> events() {
        return new Page<>(
                Arrays.stream(EventType.values())
                        .filter(EventType::isChosen)
                        .map(type -> new EventView(type.label(), type.meaning()))
                        .toList(),
                null);
    }

    @GetMapping("/{id}")
    WebhookView find(@PathVariable UUID id) {
        return WebhookView.of(webhooks.require(id));
    }

    @PostMapping
    ResponseEntity<NewWebhookView> add(@RequestBody WebhookRequest request) {
        var webhook = webhooks.add(request.toDraft());
        return ResponseEntity.created(URI.create("/api/webhooks/" + webhook.id()))
                .body(NewWebhookView.of(webhook));
    }

    @PatchMapping("/{id}")
    WebhookView change(@PathVariable UUID id, @RequestBody WebhookRequest request) {
        return WebhookView.of(webhooks.change(id, request.toDraft()));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable UUID id) {
        return webhooks.delete(id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    @PostMapping("/{id}/secret")
    SecretView rotate(@PathVariable UUID id) {
        var rotated = webhooks.rotate(id);
        return new SecretView(rotated.secret(), rotated.oldUntil());
    }

    @PostMapping("/{id}/ping")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeliveryView ping(@PathVariable UUID id) {
        return view(deliveries.ping(id));
    }

    @GetMapping("/{id}/deliveries")
    Page<DeliveryView> deliveries(
            @PathVariable UUID id,
            @RequestParam @Nullable String state,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        int most = Page.limit(limit);
        var found = deliveries.of(id, state(state), before(after), most + 1);
        var items = found.subList(0, Math.min(most, found.size()));
        return new Page<>(
                items.stream().map(this::view).toList(),
                found.size() > most ? String.valueOf(items.getLast().id()) : null);
    }

    @PostMapping("/{id}/deliveries/{delivery}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeliveryView replay(@PathVariable UUID id, @PathVariable long delivery) {
        return view(deliveries.replay(id, delivery));
    }

    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ReplayView replaySince(@PathVariable UUID id, @RequestBody ReplayRequest request) {
        return new ReplayView(
                deliveries.replaySince(id, request.since(), request.delivered() != null && request.delivered()));
    }

    @ExceptionHandler
    ProblemDetail notFound(WebhookNotFoundException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, String.valueOf(ex.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail conflict(WebhookConflictException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(ex.getMessage()));
    }

    private static Delivery.@Nullable State state(@Nullable String label) {
        if (label == null || label.isBlank()) {
            return null;
        }
        try {
            return Delivery.State.of(label.strip());
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("state", "must be waiting, delivered or dead, not " + label);
        }
    }

    private static @Nullable Long before(@Nullable String after) {
        try {
            return after == null || after.isEmpty() ? null : Long.valueOf(after);
        } catch (NumberFormatException ex) {
            throw new InvalidValueException("after", "must be the 'next' of an earlier page of the same list");
        }
    }

    private DeliveryView view(Delivery delivery) {
        return new DeliveryView(
                delivery.id(),
                delivery.messageId(),
                delivery.type(),
                delivery.state().label(),
                delivery.attempts(),
                delivery.occurredAt(),
                delivery.state() == Delivery.State.WAITING ? delivery.dueAt() : null,
                delivery.lastAttemptAt(),
                delivery.lastStatus(),
                delivery.lastAnswer(),
                json.readTree(delivery.data()));
    }

    record WebhookRequest(
            @Nullable String name,
            @Nullable URI url,
            @Nullable String kind,
            @Nullable String description,
            @Nullable Set<String> events,
            @Nullable Boolean active,
            @Nullable String credential) {

        WebhookDraft toDraft() {
            return new WebhookDraft(
                    name, url, kind == null ? null : WebhookKind.of(kind), description, events, active, credential);
        }
    }

    record ReplayRequest(@Nullable Instant since, @Nullable Boolean delivered) {}

    record ReplayView(int replayed) {}

    record EventView(String type, String meaning) {}

    record SecretView(String secret, Instant oldUntil) {}

    /** A webhook as the API shows it. */
    record WebhookView(
            UUID id,
            String name,
            URI url,
            String kind,
            String description,
            List<String> events,
            boolean active,
            @Nullable String disabledBecause,
            @Nullable Instant failingSince,
            Instant createdAt) {

        static WebhookView of(Webhook webhook) {
            return new WebhookView(
                    webhook.id(),
                    webhook.name(),
                    webhook.url(),
                    webhook.kind().label(),
                    webhook.description(),
                    List.copyOf(webhook.events()),
                    webhook.active(),
                    webhook.disabledBecause(),
                    webhook.failingSince(),
                    webhook.createdAt());
        }
    }

    /** The only answer that shows the first secret. */
    record NewWebhookView(
            UUID id, String name, URI url, String kind, String description, List<String> events, String secret) {

        static NewWebhookView of(Webhook webhook) {
            return new NewWebhookView(
                    webhook.id(),
                    webhook.name(),
                    webhook.url(),
                    webhook.kind().label(),
                    webhook.description(),
                    List.copyOf(webhook.events()),
                    webhook.secrets().getFirst());
        }
    }

    /**
     * A delivery as the API shows it.
     *
     * @param nextAttemptAt while it waits
     */
    record DeliveryView(
            long id,
            String messageId,
            String type,
            String state,
            int attempts,
            Instant occurredAt,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant lastAttemptAt,
            @Nullable Integer lastStatus,
            @Nullable String lastAnswer,
            JsonNode data) {}
}
