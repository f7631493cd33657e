package dev.trellis.email.inbound;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How one kind of relay tells what became of mail: how its calls are signed, and what they say. */
interface RelayFormat {

    /** The last part of the address it calls, such as {@code mailgun}. */
    String name();

    /**
     * Whether the call is from the relay.
     *
     * @param secret what was agreed with the relay, see {@link RelayWebhooks.Webhook}
     * @throws IOException if that cannot be told now; the relay is to call again
     */
    default boolean isGenuine(RelayCall call, JsonNode body, String secret) throws IOException {
        return call.knows(secret);
    }

    /** What it tells that matters to us. */
    List<RelayEvent> events(JsonNode body);

    /** The mark that our mails carry for relays that give it back. */
    static @Nullable UUID sendId(JsonNode marks) {
        for (var name : new String[] {"send_id", "sendId", "send-id"}) {
            var mark = marks.path(name);
            var text = mark.isArray() ? text(mark.path(0)) : text(mark);
            try {
                if (!text.isEmpty()) {
                    return UUID.fromString(text);
                }
            } catch (IllegalArgumentException ex) {
                return null;
            }
        }
        return null;
    }

    static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asString("") : "";
    }

    static @Nullable String textOrNull(JsonNode node) {
        var text = text(node);
        return text.isBlank() ? null : text;
    }
}
