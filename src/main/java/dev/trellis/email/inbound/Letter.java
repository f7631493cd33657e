package dev.trellis.email.inbound;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A message that arrived, taken apart. */
record Letter(Fields headers, List<Part> parts) {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\",;:()\\[\\]]+@[^\\s<>\",;:()\\[\\]]+");
    private static final Pattern BRACKETED = Pattern.compile("<([^<>\\s]+@[^<>\\s]+)>");

    /**
     * A leaf of the message.
     *
     * @param type the media type in lower case; {@code message/rfc822} stands for a message inside, of which only the
     *     headers are kept
     * @param fields the headers of a message inside, or the fields of a report
     * @param text its text; empty where it is none
     */
    record Part(String type, Fields fields, String text) {

        boolean isReturned() {
            return type.equals("message/rfc822") || type.equals("text/rfc822-headers");
        }
    }

    String subject() {
        return headers.first("subject").orElse("").replaceAll("\\s+", " ").strip();
    }

    /** The address in the From header, in lower case; empty where there is none. */
    String from() {
        return address(headers.first("from").orElse("")).orElse("").toLowerCase(Locale.ROOT);
    }

    /** The media type that the message itself says it is, in lower case, with its parameters. */
    String type() {
        return headers.lower("content-type");
    }

    /** What a reader sees first, as plain text. */
    String text() {
        for (var part : parts) {
            if (part.type().equals("text/plain") && !part.text().isBlank()) {
                return part.text();
            }
        }
        return html().map(ReplyText::fromHtml).orElse("");
    }

    Optional<String> html() {
        return parts.stream()
                .filter(part -> part.type().equals("text/html"))
                .map(Part::text)
                .findFirst();
    }

    Optional<Part> part(String type) {
        return parts.stream().filter(part -> part.type().equals(type)).findFirst();
    }

    /** The headers of our own message, where it was sent back in part or whole. */
    Fields returned() {
        return parts.stream()
                .filter(Part::isReturned)
                .map(Part::fields)
                .findFirst()
                .orElseGet(Fields::new);
    }

    /** The first address in a header's value. */
    static Optional<String> address(String value) {
        var bracketed = BRACKETED.matcher(value);
        if (bracketed.find()) {
            return Optional.of(bracketed.group(1));
        }
        var bare = ADDRESS.matcher(value);
        return bare.find() ? Optional.of(bare.group()) : Optional.empty();
    }
}
