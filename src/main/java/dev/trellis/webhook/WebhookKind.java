package dev.trellis.webhook;

import dev.trellis.platform.InvalidValueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a webhook wants to be told. */
public enum WebhookKind {
    /** Events as JSON, signed after the Standard Webhooks specification. */
    STANDARD,
    /** A sentence for people, as Slack, Mattermost, Rocket.Chat and others take it. */
    CHAT,
    /** Leads and opportunities through EspoCRM's own API. */
    ESPOCRM;

    /** The word that the API uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind that the API calls so.
     *
     * @throws InvalidValueException if there is none
     */
    public static WebhookKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label.strip()))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "kind",
                        "\"" + label + "\" is unknown; one of "
                                + Arrays.stream(values())
                                        .map(WebhookKind::label)
                                        .collect(Collectors.joining(", "))));
    }
}
