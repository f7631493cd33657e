package dev.trellis.engine;

import io.grpc.StatusRuntimeException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what was thrown into a sentence a person can act on. */
final class Reasons {

    private static final int MOST_CHARACTERS = 1_000;
    private static final int DEEPEST_CAUSE = 8;

    private Reasons() {}

    /** The messages of an exception and its causes, outermost first, each said once. */
    static String of(Throwable thrown) {
        var parts = new LinkedHashSet<String>();
        Throwable cause = thrown;
        for (var depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            add(parts, sentence(cause));
            cause = cause.getCause();
        }
        if (parts.isEmpty()) {
            parts.add(inWords(thrown.getClass().getSimpleName()));
        }
        return bounded(String.join(": ", parts));
    }

    /** On one line, as forms and logs keep it, and not longer than anybody reads. */
    static String bounded(String words) {
        var text = words.strip().replaceAll("\\s+", " ");
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    private static void add(Set<String> parts, @Nullable String sentence) {
        // An outer message often repeats its cause's, with class names in front.
        if (sentence != null && parts.stream().noneMatch(part -> part.contains(sentence))) {
            parts.add(sentence);
        }
    }

    private static @Nullable String sentence(Throwable thrown) {
        if (thrown instanceof StatusRuntimeException refused) {
            var description = refused.getStatus().getDescription();
            return description == null ? inWords(refused.getStatus().getCode().name()) : description.strip();
        }
        var message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return null;
        }
        var cause = thrown.getCause();
        // new RuntimeException(cause) has the cause's toString() as its message.
        if (cause != null && message.equals(cause.toString())) {
            return null;
        }
        return message.strip();
    }

    private static String inWords(String name) {
        return name.replaceAll("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
    }
}
