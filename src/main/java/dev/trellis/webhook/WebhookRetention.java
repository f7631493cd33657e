package dev.trellis.webhook;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Forgets what webhooks were told long enough ago. */
@Component
class WebhookRetention {

    private static final Logger log = LoggerFactory.getLogger(WebhookRetention.class);
    private static final int AT_ONCE = 1_000;

    private final DeliveryStore deliveries;
    private final WebhookProperties properties;
    private final Clock clock;

    WebhookRetention(DeliveryStore deliveries, WebhookProperties properties, Clock clock) {
        this.deliveries = deliveries;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${trellis.webhooks.forget-every:PT1H}", initialDelayString = "PT1M")
    void forget() {
        var now = clock.instant();
        try {
            int some;
            do {
                some = deliveries.forget(
                        now.minus(properties.keepDeliveredFor()), now.minus(properties.keepDeadFor()), AT_ONCE);
            } while (some == AT_ONCE);
        } catch (DataAccessException | TransactionException ex) {
            log.warn("Old deliveries of webhooks cannot be forgotten now, trying again: {}", ex.getMessage());
        }
    }
}
