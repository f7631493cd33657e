package dev.trellis.email.inbound;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The relays that may call us.
 *
 * @param relayWebhooks by format, as in {@code /t/relay/mailgun}
 */
@ConfigurationProperties("trellis.email")
record RelayWebhooks(@Nullable Map<String, Webhook> relayWebhooks) {

    /** What was agreed with the relay; without it there is nobody to listen to. */
    Optional<String> secret(String format) {
        return Optional.ofNullable(relayWebhooks)
                .map(all -> all.get(format))
                .map(Webhook::secret)
                .filter(secret -> !secret.isBlank());
    }

    /**
     * One relay.
     *
     * @param secret the secret that its calls carry, the key they are signed with, for SendGrid its public key, or for
     *     SES the ARN of the SNS topic
     */
    record Webhook(@Nullable String secret) {}
}
