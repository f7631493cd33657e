package dev.trellis.webhook.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are called.
 *
 * @param allowPrivateNetworks whether loopback and private networks may be called; whoever may add a webhook can then
 *     reach what this machine can reach
 * @param timeout how long an answer may take, from the first byte of the connection on
 */
@ConfigurationProperties("trellis.webhooks")
public record HttpSettings(
        @DefaultValue("false") boolean allowPrivateNetworks,
        @DefaultValue("PT15S") Duration timeout) {}
