package dev.trellis.email.smtp;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a relay answered.
 *
 * @param enhanced the enhanced status code (RFC 3463), such as 5.1.1; null where it gave none
 * @param toRecipient whether it answered to the recipient's address
 */
public record SmtpReply(int code, @Nullable String enhanced, String text, boolean toRecipient) {

    private static final Pattern ENHANCED = Pattern.compile("^\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern TOO_FAST = Pattern.compile(
            "too (many|fast|quickly)|throttl|rate.?limit|rate exceeded|(limit|quota) exceeded|slow down|unusual rate");

    private static final int LONGEST_TEXT = 500;

    /** Reads what a relay said: its reply with the code in front, several lines joined by line breaks. */
    public static SmtpReply of(int code, @Nullable String response, boolean toRecipient) {
        var text = response == null ? "" : response.replaceAll("\\s+", " ").strip();
        var matcher = ENHANCED.matcher(text);
        return new SmtpReply(
                code,
                matcher.find() ? matcher.group(1) : null,
                text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text,
                toRecipient);
    }

    public boolean isPositive() {
        return code >= 200 && code < 300;
    }

    public boolean isPermanent() {
        return code >= 500 && code < 600;
    }

    /** The relay wants to be left alone for a moment. */
    public boolean closes() {
        return code == 421;
    }

    /** Whether it is our pace that is the trouble: a policy that lasts (RFC 3463, 3.8), or words that say so. */
    public boolean asksToSlowDown() {
        var words = text.toLowerCase(Locale.ROOT);
        boolean policy = enhanced != null && enhanced.startsWith("4.7.");
        return code >= 400
                && code < 500
                && (policy || TOO_FAST.matcher(words).find())
                && !BounceClass.isGreylisting(words);
    }

    /** Whether nobody will ever read mail to this address, judged as a bounce is. */
    public boolean saysAddressIsDead() {
        return isPermanent()
                && BounceClass.judge(enhanced, text, toRecipient)
                        .filter(judged -> judged == BounceClass.ADDRESS)
                        .isPresent();
    }
}
