package dev.trellis.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient we are with webhooks.
 *
 * @param disableAfter a webhook at which nothing has arrived for so long is switched off
 * @param keepDeliveredFor how long what has arrived is kept, to look at and to send again
 * @param keepDeadFor how long what has not arrived is kept
 * @param secretOverlap how long a replaced secret signs along with the new one
 */
@ConfigurationProperties("trellis.webhooks")
public record WebhookProperties(
        @DefaultValue("P5D") Duration disableAfter,
        @DefaultValue("P7D") Duration keepDeliveredFor,
        @DefaultValue("P30D") Duration keepDeadFor,
        @DefaultValue("PT24H") Duration secretOverlap) {}
