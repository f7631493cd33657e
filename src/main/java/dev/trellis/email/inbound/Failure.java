package dev.trellis.email.inbound;

import dev.trellis.email.smtp.BounceClass;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One recipient whom a mail did not reach.
 *
 * @param recipients the addresses that the report names for it, in lower case
 * @param status the enhanced status code (RFC 3463)
 * @param words what the refusing server said
 * @param remoteMta the refusing server
 */
record Failure(
        List<String> recipients,
        BounceClass about,
        @Nullable String status,
        String words,
        @Nullable String remoteMta) {

    private static final int LONGEST_WORDS = 500;

    static Failure of(
            List<String> recipients,
            BounceClass about,
            @Nullable String status,
            String words,
            @Nullable String remoteMta) {
        var line = words.replaceAll("\\s+", " ").strip();
        return new Failure(
                recipients.stream()
                        .map(address -> address.toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList(),
                about,
                status,
                line.length() > LONGEST_WORDS ? line.substring(0, LONGEST_WORDS) : line,
                remoteMta);
    }

    /**
     * Whether it is about this very address, as far as one can tell. Mail that was passed on to somebody else may fail
     * there while the address itself lives; servers of the same house, though, rename the part behind the @.
     */
    boolean concerns(String address) {
        var wanted = address.toLowerCase(Locale.ROOT);
        return recipients.isEmpty()
                || recipients.stream()
                        .anyMatch(known ->
                                known.equals(wanted) || localPart(known).equals(localPart(wanted)));
    }

    private static String localPart(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }
}
