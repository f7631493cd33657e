package dev.trellis.webhook.inbound;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.web.Page;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who may tell us things, over HTTP, and what they told. A secret is shown once: to whoever makes it. */
@RestController
@RequestMapping("/api/hooks")
class HookController {

    private static final Set<String> STATES = Set.of("received", "done", "ignored", "failed");

    private final HookSources sources;
    private final HookInbox inbox;
    private final TrellisProperties settings;
    private final JsonMapper json;

    HookController(HookSources sources, HookInbox inbox, TrellisProperties settings, JsonMapper json) {
        this.sources = sources;
        this.inbox = inbox;
        this.settings = settings;
        this.json = json;
    }

    @GetMapping
    Page<SourceView> list() {
        return new Page<>(sources.all().stream().map(this::view).toList(), null);
    }

    @PostMapping
    ResponseEntity<NewSourceView> add(@RequestBody SourceRequest request) {
        var source = sources.add(request.name(), request.description());
        return ResponseEntity.created(URI.create("/api/hooks/" + source.id())).body(withSecret(source));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable UUID id) {
        return sources.delete(id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    @PostMapping("/{id}/secret")
    NewSourceView rotate(@PathVariable UUID id) {
        return withSecret(sources.rotate(id));
    }

    @GetMapping("/{id}/messages")
    Page<MessageView> messages(
            @PathVariable UUID id,
            @RequestParam @Nullable String state,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        if (state != null && !STATES.contains(state)) {
            throw new InvalidValueException("state", "must be received, done, ignored or failed, not " + state);
        }
        int most = Page.limit(limit);
        var found = inbox.of(id, state, before(after), most + 1);
        var items = found.subList(0, Math.min(most, found.size()));
        return new Page<>(
                items.stream().map(this::view).toList(),
                found.size() > most ? String.valueOf(items.getLast().id()) : null);
    }

    @PostMapping("/{id}/messages/{message}/retry")
    MessageView retry(@PathVariable UUID id, @PathVariable long message) {
        return view(inbox.retry(id, message));
    }

    @ExceptionHandler
    ProblemDetail notFound(HookSourceNotFoundException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, String.valueOf(ex.getMessage()));
    }

    private static @Nullable Long before(@Nullable String after) {
        try {
            return after == null || after.isEmpty() ? null : Long.valueOf(after);
        } catch (NumberFormatException ex) {
            throw new InvalidValueException("after", "must be the 'next' of an earlier page of the same list");
        }
    }

    private SourceView view(HookSource source) {
        return new SourceView(
                source.id(), source.name(), url(source), source.description(), source.active(), source.createdAt());
    }

    private NewSourceView withSecret(HookSource source) {
        return new NewSourceView(
                source.id(), source.name(), url(source), source.secrets().getFirst());
    }

    private String url(HookSource source) {
        return settings.publicUrl() + "/t/hooks/" + source.name();
    }

    private MessageView view(HookMessage message) {
        return new MessageView(
                message.id(),
                message.messageId(),
                message.type(),
                message.state(),
                message.outcome(),
                message.contactId(),
                message.receivedAt(),
                json.readTree(message.body()));
    }

    record SourceRequest(@Nullable String name, @Nullable String description) {}

    /** A sender as the API shows it. */
    record SourceView(UUID id, String name, String url, String description, boolean active, Instant createdAt) {}

    /** The only answer that shows the secret. */
    record NewSourceView(UUID id, String name, String url, String secret) {}

    /** A message as the API shows it. */
    record MessageView(
            long id,
            String messageId,
            String type,
            String state,
            String outcome,
            @Nullable UUID contactId,
            Instant receivedAt,
            JsonNode body) {}
}
