package dev.trellis.console;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a mailbox provider and its users took our mail.
 *
 * @param sent accepted for it by the relay
 * @param bounced came back
 * @param complained called unwanted by its reader
 */
public record Provider(String name, long sent, long bounced, long complained) {

    /** From here on providers begin to sort mail away. */
    private static final double WATCH = 0.001;

    /** At this and above they refuse it. */
    private static final double TOO_MANY = 0.003;

    private static final String GMAIL = "Gmail";

    private static final Map<String, Set<String>> DOMAINS = Map.of(
            GMAIL,
            Set.of("gmail.com", "googlemail.com"),
            "Outlook",
            Set.of("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.de"),
            "Yahoo",
            Set.of("yahoo.com", "ymail.com", "rocketmail.com", "aol.com", "yahoo.de", "yahoo.co.uk"),
            "Apple",
            Set.of("icloud.com", "me.com", "mac.com"));

    static String nameOf(String domain) {
        return DOMAINS.entrySet().stream()
                .filter(provider -> provider.getValue().contains(domain))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(domain);
    }

    /** What reached a mailbox, as far as we were told. */
    public long delivered() {
        return Math.max(0, sent - bounced);
    }

    public String bounceRate() {
        return sent == 0 ? "–" : percent((double) bounced / sent);
    }

    /** Complaints over what was delivered; Gmail tells nobody of single ones, so there a number would be a lie. */
    public String complaintRate() {
        if (name.equals(GMAIL)) {
            return "see Postmaster Tools";
        }
        return delivered() == 0 ? "–" : percent(rate());
    }

    /** How grave it is, in the words of the style sheet. */
    public String gravity() {
        if (name.equals(GMAIL) || rate() < WATCH) {
            return "quiet";
        }
        return rate() < TOO_MANY ? "warm" : "late";
    }

    private double rate() {
        return delivered() == 0 ? 0 : (double) complained / delivered();
    }

    private static String percent(double share) {
        return String.format(Locale.ENGLISH, "%.2f %%", share * 100);
    }
}
