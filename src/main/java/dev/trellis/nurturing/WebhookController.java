package dev.trellis.nurturing;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/webhooks")
class WebhookController {

    private final Webhooks webhooks;

    WebhookController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @GetMapping
    WebhookList list() {
        return new WebhookList(webhooks.all().stream().map(WebhookView::of).toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    NewWebhookView put(@Valid @RequestBody WebhookRequest request) {
        if (!"https".equals(request.url().getScheme())
                && !"http".equals(request.url().getScheme())) {
            throw new IllegalArgumentException("url must start with https:// or http://");
        }
        var webhook = webhooks.put(request.name(), request.url());
        return new NewWebhookView(webhook.id(), webhook.name(), webhook.url(), webhook.secret());
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable UUID id) {
        return webhooks.delete(id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    record WebhookRequest(
            @NotBlank @Pattern(regexp = "[a-z][a-z0-9-]*", message = "must be in kebab-case")
            String name,

            @NotNull URI url) {}

    record WebhookList(List<WebhookView> items) {}

    record WebhookView(UUID id, String name, URI url) {
        static WebhookView of(Webhook webhook) {
            return new WebhookView(webhook.id(), webhook.name(), webhook.url());
        }
    }

    /** The only answer that shows the secret. */
    record NewWebhookView(UUID id, String name, URI url, String secret) {}
}
