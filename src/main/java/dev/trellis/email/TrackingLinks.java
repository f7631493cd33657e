package dev.trellis.email;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.SignedTokens;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The addresses in our mails that lead to us. Each is signed for what it does and good for nothing else. */
@Component
public class TrackingLinks {

    private static final String OPEN = "open";
    private static final String CLICK = "click";
    private static final String ANONYMOUS_CLICK = "anonymous-click";
    private static final String TRAP = "trap";
    private static final String UNSUBSCRIBE = "unsubscribe";
    private static final String PREFERENCES = "preferences";

    /** What only the addressee of a mail to us may say: who looks at the mail here must not get it. */
    private static final String ANSWER = "answer";

    private final SignedTokens tokens;
    private final MailSettings settings;

    TrackingLinks(SignedTokens tokens, MailSettings settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    public String open(UUID send) {
        return settings.linkBase() + "/t/o/" + tokens.sign(OPEN, send);
    }

    public Optional<UUID> openedSend(String token) {
        return tokens.verifyId(OPEN, token);
    }

    public String click(UUID send, int link) {
        var payload = ByteBuffer.allocate(20)
                .put(SignedTokens.bytes(send))
                .putInt(link)
                .array();
        return settings.linkBase() + "/t/c/" + tokens.sign(CLICK, payload);
    }

    public Optional<Click> clicked(String token) {
        return tokens.verify(CLICK, token)
                .filter(payload -> payload.length == 20)
                .map(payload -> {
                    var buffer = ByteBuffer.wrap(payload);
                    return new Click(new UUID(buffer.getLong(), buffer.getLong()), buffer.getInt());
                });
    }

    /** A link that names its place and nobody who follows it. */
    public String anonymousClick(int link) {
        return settings.linkBase() + "/t/a/"
                + tokens.sign(
                        ANONYMOUS_CLICK, ByteBuffer.allocate(4).putInt(link).array());
    }

    public Optional<Integer> anonymouslyClicked(String token) {
        return tokens.verify(ANONYMOUS_CLICK, token)
                .filter(payload -> payload.length == 4)
                .map(payload -> ByteBuffer.wrap(payload).getInt());
    }

    /** A link that no person sees: whoever follows it follows everything. */
    public String trap(UUID send) {
        return settings.linkBase() + "/t/h/" + tokens.sign(TRAP, send);
    }

    public Optional<UUID> trappedSend(String token) {
        return tokens.verifyId(TRAP, token);
    }

    public String unsubscribe(ContactId contact, UUID send) {
        return settings.linkBase() + "/t/u/" + unsubscribeToken(contact, send);
    }

    /** Names contact and send, so that it works even when the send is not kept any more. */
    public String unsubscribeToken(ContactId contact, UUID send) {
        var payload = ByteBuffer.allocate(32)
                .put(SignedTokens.bytes(contact.value()))
                .put(SignedTokens.bytes(send))
                .array();
        return tokens.sign(UNSUBSCRIBE, payload);
    }

    public Optional<Reader> unsubscribing(String token) {
        return tokens.verify(UNSUBSCRIBE, token)
                .filter(payload -> payload.length == 32)
                .map(payload -> {
                    var buffer = ByteBuffer.wrap(payload);
                    return new Reader(
                            new ContactId(new UUID(buffer.getLong(), buffer.getLong())),
                            new UUID(buffer.getLong(), buffer.getLong()));
                });
    }

    public String preferences(ContactId contact) {
        return settings.linkBase() + "/t/p/" + tokens.sign(PREFERENCES, contact.value());
    }

    /** Addresses for mail that is only looked at: they lead to us and say that they are good for nothing. */
    Map<String, String> samples() {
        return Map.of(
                UNSUBSCRIBE,
                settings.linkBase() + "/t/u/sample",
                PREFERENCES,
                settings.linkBase() + "/t/p/sample",
                ANSWER,
                settings.linkBase() + "/t/handoff/sample");
    }

    public Optional<ContactId> preferring(String token) {
        return tokens.verifyId(PREFERENCES, token).map(ContactId::new);
    }

    /** A link in a mail. */
    public record Click(UUID send, int link) {}

    /** Who reads which mail. */
    public record Reader(ContactId contact, UUID send) {}
}
