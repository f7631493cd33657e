package dev.trellis.email.inbound;

import dev.trellis.email.inbound.Letter.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Header;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/** Takes messages apart. What breaks the rules of MIME is read as far as it goes: bounces often do. */
final class LetterReader {

    private static final int DEEPEST = 12;
    private static final int MOST_PARTS = 100;
    private static final Charset WESTERN = Charset.forName("windows-1252");

    private LetterReader() {}

    /**
     * Reads a message.
     *
     * @throws IOException if it is none
     */
    static Letter read(byte[] raw) throws IOException {
        var builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        builder.setDecodeMonitor(DecodeMonitor.SILENT);
        var message = builder.parseMessage(new ByteArrayInputStream(raw));
        var parts = new ArrayList<Part>();
        collect(message, parts, 0);
        message.dispose();
        return new Letter(fields(message.getHeader()), parts);
    }

    private static void collect(Entity entity, List<Part> parts, int depth) throws IOException {
        if (depth > DEEPEST || parts.size() >= MOST_PARTS) {
            return;
        }
        var type = entity.getMimeType().toLowerCase(Locale.ROOT);
        switch (entity.getBody()) {
            case Multipart multipart -> {
                for (var part : multipart.getBodyParts()) {
                    collect(part, parts, depth + 1);
                }
            }
            case Message inside -> parts.add(new Part("message/rfc822", fields(inside.getHeader()), ""));
            case SingleBody body
            when type.startsWith("text/") || type.startsWith("message/") ->
                parts.add(part(type, text(body, entity.getCharset())));
            case null, default -> {}
        }
    }

    private static Part part(String type, String text) {
        return switch (type) {
            case "message/global", "message/global-headers", "text/rfc822-headers", "text/rfc822" ->
                new Part("text/rfc822-headers", decoded(Fields.parse(text)), text);
            case "message/global-delivery-status" -> new Part("message/delivery-status", Fields.parse(text), text);
            default -> new Part(type, Fields.parse(type.startsWith("message/") ? text : ""), text);
        };
    }

    private static String text(SingleBody body, String charset) throws IOException {
        try (var in = body.getInputStream()) {
            return decode(in.readAllBytes(), charset);
        }
    }

    private static String decode(byte[] bytes, String charset) {
        try {
            if (!charset.equalsIgnoreCase("us-ascii") && !charset.equalsIgnoreCase("utf-8")) {
                return new String(bytes, Charset.forName(charset));
            }
        } catch (IllegalArgumentException ex) {
            // A name that nobody knows: the bytes themselves say more.
        }
        return guessed(bytes);
    }

    private static String guessed(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException ex) {
            return new String(bytes, WESTERN);
        }
    }

    private static Fields fields(Header header) {
        var fields = new Fields();
        for (var field : header.getFields()) {
            fields.add(field.getName(), readable(field.getBody()));
        }
        return fields;
    }

    private static Fields decoded(Fields fields) {
        return Fields.parse(readable(fields.toString()));
    }

    /** A header's value with its encoded words and its bare bytes turned into characters. */
    private static String readable(String value) {
        boolean bareBytes =
                value.chars().anyMatch(c -> c >= 0x80) && value.chars().allMatch(c -> c <= 0xFF);
        var text = bareBytes ? guessed(value.getBytes(StandardCharsets.ISO_8859_1)) : value;
        return text.contains("=?") ? DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT) : text;
    }
}
