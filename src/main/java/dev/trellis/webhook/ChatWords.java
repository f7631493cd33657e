package dev.trellis.webhook;

import dev.trellis.platform.TrellisProperties;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Says in a line or two what happened, with a link to where one can act. Names and addresses of contacts stay out:
 * chats keep what they hear, and no erasure reaches them.
 */
@Component
class ChatWords {

    private static final DateTimeFormatter UNTIL =
            DateTimeFormatter.ofPattern("d MMM HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final URI address;

    @Autowired
    ChatWords(TrellisProperties properties) {
        this(properties.publicUrl());
    }

    ChatWords(URI address) {
        this.address = address;
    }

    String about(String type, JsonNode data) {
        if (type.startsWith("handoff.")) {
            return handoff(type, data) + "\n" + address + "/handoffs/" + text(data, "handoffId");
        }
        if (type.startsWith("deal.")) {
            return deal(type, data) + "\n" + address + "/deals";
        }
        if (type.startsWith("quote.")) {
            return quote(type, data) + "\n" + address + "/deals/" + text(data, "dealId");
        }
        var contact = text(data, "contactId");
        return escaped(meaning(type) + detail(data)) + (contact == null ? "" : "\n" + address + "/contacts/" + contact);
    }

    private static String handoff(String type, JsonNode data) {
        var owner = text(data, "owner");
        var parts = new ArrayList<String>();
        parts.add(text(data, "priority") + " priority");
        parts.add("score " + Math.round(data.path("score").asDouble()));
        parts.add("fit " + text(data, "fit"));
        parts.add(text(data, "temperature"));
        var words = new StringBuilder(
                switch (type) {
                    case "handoff.opened" -> "New hand-off";
                    case "handoff.late" -> "Late: nobody has answered a hand-off";
                    default -> "Hand-off " + type.substring("handoff.".length());
                });
        words.append(owner == null ? ", for nobody yet" : ", for " + owner);
        words.append(" (").append(String.join(", ", parts)).append(").");
        var reason = text(data, "reason");
        var why = reason == null ? text(data, "why") : reason;
        if (why != null && !why.isBlank()) {
            words.append(' ').append(why).append('.');
        }
        var due = text(data, "dueAt");
        if (due != null && "open".equals(text(data, "state"))) {
            words.append(type.equals("handoff.late") ? " It was due " : " Answer by ")
                    .append(UNTIL.format(Instant.parse(due)))
                    .append('.');
        }
        return escaped(words.toString());
    }

    private static String deal(String type, JsonNode data) {
        var reason = text(data, "lostReason");
        var owner = text(data, "owner");
        return escaped("Deal " + type.substring("deal.".length()) + ": " + text(data, "name") + ", "
                + data.path("amount").asString() + " " + text(data, "currency")
                + (owner == null ? "" : ", " + owner)
                + ("deal.lost".equals(type) && reason != null ? " (" + reason + ")" : ""));
    }

    private static String quote(String type, JsonNode data) {
        var owner = text(data, "owner");
        return escaped(meaning(type) + ": " + text(data, "number") + " for " + text(data, "name") + ", "
                + data.path("amount").asString() + " " + text(data, "currency") + ", until "
                + text(data, "validUntil") + (owner == null ? "" : ", " + owner));
    }

    private static String meaning(String type) {
        return Arrays.stream(EventType.values())
                .filter(event -> event.label().equals(type))
                .findFirst()
                .map(EventType::meaning)
                .orElse(type);
    }

    private static String detail(JsonNode data) {
        var detail = text(data, "stage") == null ? text(data, "topic") : text(data, "stage");
        return detail == null ? "" : ": " + detail;
    }

    /** The three characters that mean something in a chat's markup. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static @Nullable String text(JsonNode data, String field) {
        var value = data.path(field);
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }
}
