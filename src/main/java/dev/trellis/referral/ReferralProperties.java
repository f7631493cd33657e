package dev.trellis.referral;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How referrals work.
 *
 * @param windowDays how long after a contact was added it may still be said to have come through a code
 * @param landing where a referral link leads: a page of one's own or the hosted form; the code is added as
 *     {@code utm_source=referral:<code>}
 */
@ConfigurationProperties("trellis.referral")
record ReferralProperties(
        @DefaultValue("90") int windowDays,
        @DefaultValue("/t/forms/newsletter") String landing) {

    ReferralProperties {
        if (windowDays < 1) {
            throw new IllegalArgumentException("TRELLIS_REFERRAL_WINDOW_DAYS must be at least 1");
        }
    }
}
