package dev.trellis.email.inbound;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Forgets the wording of messages that were kept long enough for somebody to look at them. */
@Component
class MessageRetention {

    private static final Logger log = LoggerFactory.getLogger(MessageRetention.class);
    private static final int AT_ONCE = 500;

    private final InboundStore store;
    private final InboundProperties properties;
    private final Clock clock;

    MessageRetention(InboundStore store, InboundProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${trellis.email.forget-messages-every:PT1H}", initialDelayString = "PT1M")
    void forget() {
        var before = clock.instant().minus(properties.keepMessagesFor());
        try {
            int forgotten = 0;
            int some;
            do {
                some = store.forgetMessages(before, AT_ONCE);
                forgotten += some;
            } while (some == AT_ONCE);
            if (forgotten > 0) {
                log.info("Forgot the wording of {} messages that came before {}", forgotten, before);
            }
        } catch (DataAccessException | TransactionException ex) {
            log.warn("Old messages cannot be forgotten now, trying again: {}", ex.getMessage());
        }
    }
}
