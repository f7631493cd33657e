package dev.trellis.webhook;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a webhook is to be, or, where it exists, what to change about it: what is null stays. */
public record WebhookDraft(
        @Nullable String name,
        @Nullable URI url,
        @Nullable WebhookKind kind,
        @Nullable String description,
        @Nullable Set<String> events,
        @Nullable Boolean active,
        @Nullable String credential) {}
