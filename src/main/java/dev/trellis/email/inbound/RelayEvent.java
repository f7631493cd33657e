package dev.trellis.email.inbound;

import dev.trellis.email.smtp.BounceClass;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a relay tells about a mail we handed to it.
 *
 * @param id the relay's own id for the event, by which repeats are known
 * @param sendId our send, where the relay gave our own mark back
 * @param messageId our message id, with or without its brackets
 * @param about null for anything but a bounce
 */
record RelayEvent(
        String id,
        InboundKind kind,
        @Nullable UUID sendId,
        @Nullable String messageId,
        @Nullable String recipient,
        @Nullable BounceClass about,
        @Nullable String status,
        String words) {

    private static final int LONGEST_WORDS = 500;

    RelayEvent {
        words = words.replaceAll("\\s+", " ").strip();
        words = words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) : words;
    }

    /**
     * What a refusal is about: what its words say, and where they say nothing, what the relay takes it for.
     *
     * @param permanent whether the relay gave up on the address
     */
    static BounceClass judged(@Nullable String status, String words, boolean permanent, BounceClass otherwise) {
        boolean mute = words.isBlank() && (status == null || status.endsWith(".0.0"));
        var judged = mute ? otherwise : BounceClass.judge(status, words, true).orElse(otherwise);
        return judged == BounceClass.ADDRESS && !permanent ? BounceClass.TRANSIENT : judged;
    }
}
