package dev.trellis.webhook.inbound;

import dev.trellis.platform.InvalidValueException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The facts of a message, each read as what it has to be, with a complaint that names the field. */
record HookData(JsonNode node) {

    @Nullable
    String text(String field) {
        var value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isValueNode()) {
            throw new InvalidValueException(field, "must be a text");
        }
        var text = value.asString().strip();
        return text.isEmpty() ? null : text;
    }

    String required(String field) {
        var text = text(field);
        if (text == null) {
            throw new InvalidValueException(field, "is missing or blank");
        }
        return text;
    }

    @Nullable
    UUID id(String field) {
        var text = text(field);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException(field, "'" + text + "' is no id");
        }
    }

    @Nullable
    BigDecimal number(String field) {
        var text = text(field);
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException ex) {
            throw new InvalidValueException(field, "'" + text + "' is no number");
        }
    }

    @Nullable
    LocalDate day(String field) {
        var text = text(field);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException ex) {
            throw new InvalidValueException(field, "'" + text + "' is no day such as 2026-03-02");
        }
    }

    @Nullable
    Instant time(String field) {
        var text = text(field);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException ex) {
            throw new InvalidValueException(field, "'" + text + "' is no time such as 2026-03-02T09:00:00Z");
        }
    }

    boolean truth(String field, boolean otherwise) {
        var value = value(field);
        if (value != null && !value.isBoolean()) {
            throw new InvalidValueException(field, "must be true or false");
        }
        return value == null ? otherwise : value.asBoolean();
    }

    /** The fields of an object, with texts, numbers and truths as they are. */
    Map<String, @Nullable Object> object(String field) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        var object = value(field);
        if (object == null) {
            return values;
        }
        if (!object.isObject()) {
            throw new InvalidValueException(field, "must be an object");
        }
        object.properties().forEach(entry -> values.put(entry.getKey(), plain(entry.getValue())));
        return values;
    }

    private static @Nullable Object plain(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }

    private @Nullable JsonNode value(String field) {
        var value = node.path(field);
        return value.isMissingNode() || value.isNull() ? null : value;
    }
}
