package dev.trellis.email;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a relay answered.
 *
 * @param enhanced the enhanced status code (RFC 3463), such as 5.1.1; null where it gave none
 * @param toRecipient whether it answered to the recipient's address
 */
record SmtpReply(int code, @Nullable String enhanced, String text, boolean toRecipient) {

    private static final Pattern ENHANCED = Pattern.compile("^\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern NO_SUCH_USER = Pattern.compile(
            "user unknown|unknown user|no such (user|recipient|mailbox)|does not exist|doesn't exist|recipient not found"
                    + "|invalid recipient|unknown recipient|mailbox not found|account (is )?disabled");

    /** Codes that speak of the recipient's address; 5.1.7 and 5.1.8 speak of the sender's. */
    private static final Set<String> DEAD = Set.of("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10");

    private static final int LONGEST_TEXT = 500;

    static SmtpReply of(int code, @Nullable String response, boolean toRecipient) {
        var text = response == null ? "" : response.replaceAll("\\s+", " ").strip();
        var matcher = ENHANCED.matcher(text);
        return new SmtpReply(
                code,
                matcher.find() ? matcher.group(1) : null,
                text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text,
                toRecipient);
    }

    boolean isPermanent() {
        return code >= 500 && code < 600;
    }

    /** The relay wants to be left alone for a moment. */
    boolean closes() {
        return code == 421;
    }

    /**
     * Whether nobody will ever read mail to this address. A refusal for what we sent, or who we are (5.7.x), or a full
     * mailbox says nothing about the address.
     */
    boolean saysAddressIsDead() {
        if (!isPermanent()) {
            return false;
        }
        if (enhanced != null) {
            return DEAD.contains(enhanced) && (toRecipient || !enhanced.equals("5.1.0"));
        }
        return toRecipient
                && (code == 550 || code == 551 || code == 553)
                && NO_SUCH_USER.matcher(text.toLowerCase(Locale.ROOT)).find();
    }
}
