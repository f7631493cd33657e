package dev.trellis.handoff;

import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The addresses in our mails behind which a salesperson answers a hand-off without signing in.
 *
 * <p>Each is signed for one hand-off, one addressee and a time. It does not show whom it was written to: who has the
 * hand-off is known, and the link is good for that person or for nobody.
 */
@Component
public class AnswerLinks {

    private static final String PURPOSE = "answer-handoff";
    private static final int MARK_BYTES = 8;
    private static final int BYTES = 16 + Long.BYTES + MARK_BYTES;

    private final SignedTokens tokens;
    private final TrellisProperties settings;
    private final HandoffProperties properties;
    private final Clock clock;

    AnswerLinks(SignedTokens tokens, TrellisProperties settings, HandoffProperties properties, Clock clock) {
        this.tokens = tokens;
        this.settings = settings;
        this.properties = properties;
        this.clock = clock;
    }

    /** The link with which the addressee answers, from now on for as long as is set. */
    public String of(UUID handoff, String addressee) {
        return settings.publicUrl() + "/t/handoff/" + token(handoff, addressee);
    }

    String token(UUID handoff, String addressee) {
        var goodUntil = clock.instant().plus(properties.answerLinksGoodFor());
        var payload = ByteBuffer.allocate(BYTES)
                .put(SignedTokens.bytes(handoff))
                .putLong(goodUntil.getEpochSecond())
                .put(mark(handoff, addressee))
                .array();
        return tokens.sign(PURPOSE, payload);
    }

    /** What the token says, if it is one of ours. */
    Optional<Link> read(String token) {
        return tokens.verify(PURPOSE, token)
                .filter(payload -> payload.length == BYTES)
                .map(payload -> {
                    var buffer = ByteBuffer.wrap(payload);
                    var handoff = new UUID(buffer.getLong(), buffer.getLong());
                    var goodUntil = Instant.ofEpochSecond(buffer.getLong());
                    return new Link(handoff, goodUntil, buffer.slice());
                });
    }

    boolean isFor(Link link, String address) {
        return link.mark().equals(ByteBuffer.wrap(mark(link.handoff(), address)));
    }

    private byte[] mark(UUID handoff, String address) {
        var print = tokens.fingerprint(PURPOSE, handoff + " " + Owner.spelling(address));
        return HexFormat.of().parseHex(print, 0, 2 * MARK_BYTES);
    }

    /**
     * What a token says.
     *
     * @param mark tells the addressee from others
     */
    record Link(UUID handoff, Instant goodUntil, ByteBuffer mark) {}
}
