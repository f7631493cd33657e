package dev.trellis.email;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a sending domain that mailboxes do not know yet is made known to them.
 *
 * @param perDay how many marketing mails the first day has; 0 for a domain that is known already
 * @param growth how many times as many the next day has, if the day went well
 * @param enough how many a day are no warm-up any more
 */
@ConfigurationProperties("trellis.email.warm-up")
record WarmUpProperties(
        @DefaultValue("0") int perDay,
        @DefaultValue("1.5") double growth,
        @DefaultValue("50000") int enough) {

    WarmUpProperties {
        if (perDay < 0 || growth < 1 || growth > 3 || enough < 1) {
            throw new IllegalArgumentException(
                    "trellis.email.warm-up: per-day must not be negative, growth must be from"
                            + " 1 to 3, enough must be at least 1");
        }
    }
}
