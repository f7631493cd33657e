package dev.trellis.email.inbound;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of mail that comes in.
 *
 * @param keepMessagesFor how long a message is kept whole that nobody could tell the meaning of; what it was taken for,
 *     and what was done, is kept for ever
 */
@ConfigurationProperties("trellis.email")
public record InboundProperties(@DefaultValue("90d") Duration keepMessagesFor) {

    public InboundProperties {
        if (keepMessagesFor.isNegative()) {
            throw new IllegalArgumentException("trellis.email.keep-messages-for must not be negative");
        }
    }
}
