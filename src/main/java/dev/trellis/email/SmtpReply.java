package dev.trellis.email;

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

    /** Whether nobody will ever read mail to this address, judged as a bounce is. */
    boolean saysAddressIsDead() {
        return isPermanent()
                && BounceClass.judge(enhanced, text, toRecipient)
                        .filter(judged -> judged == BounceClass.ADDRESS)
                        .isPresent();
    }
}
