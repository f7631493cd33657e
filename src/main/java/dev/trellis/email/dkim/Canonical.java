package dev.trellis.email.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A message in the form that its signature is over: "relaxed" for header and body (RFC 6376, 3.4.2 and 3.4.4). */
final class Canonical {

    private final List<Field> fields;
    private final byte[] body;

    private Canonical(List<Field> fields, byte[] body) {
        this.fields = fields;
        this.body = body;
    }

    static Canonical of(byte[] message) {
        int end = endOfHeader(message);
        return new Canonical(fields(message, end), body(message, Math.min(message.length, end + 2)));
    }

    byte[] body() {
        return body;
    }

    /** The header's fields, from top to bottom. */
    List<Field> fields() {
        return fields;
    }

    /** The value of a field without folding, and with one space for each run of white space. */
    static String relaxed(String value) {
        var result = new StringBuilder(value.length());
        boolean space = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                space = true;
            } else {
                if (space && !result.isEmpty()) {
                    result.append(' ');
                }
                space = false;
                result.append(c);
            }
        }
        return result.toString();
    }

    /** Where the empty line begins that ends the header. */
    private static int endOfHeader(byte[] message) {
        for (int i = 0; i + 3 < message.length; i++) {
            if (message[i] == '\r' && message[i + 1] == '\n' && message[i + 2] == '\r' && message[i + 3] == '\n') {
                return i + 2;
            }
        }
        return message.length;
    }

    private static List<Field> fields(byte[] message, int end) {
        var fields = new ArrayList<Field>();
        int start = 0;
        for (int i = 0; i + 1 < end; i++) {
            boolean lineEnds = message[i] == '\r' && message[i + 1] == '\n';
            boolean folded = i + 2 < end && (message[i + 2] == ' ' || message[i + 2] == '\t');
            if (lineEnds && !folded) {
                var text = new String(message, start, i - start, StandardCharsets.UTF_8);
                int colon = text.indexOf(':');
                if (colon > 0) {
                    fields.add(new Field(
                            text.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                            relaxed(text.substring(colon + 1))));
                }
                start = i + 2;
            }
        }
        return fields;
    }

    private static byte[] body(byte[] message, int start) {
        var out = new byte[message.length - start + 2];
        int length = 0;
        int used = 0;
        boolean space = false;
        for (int i = start; i < message.length; i++) {
            byte c = message[i];
            if (c == ' ' || c == '\t') {
                space = true;
            } else if (c == '\r' && i + 1 < message.length && message[i + 1] == '\n') {
                space = false;
                out[length++] = '\r';
                out[length++] = '\n';
                i++;
            } else {
                if (space) {
                    out[length++] = ' ';
                    space = false;
                }
                out[length++] = c;
                used = length;
            }
        }
        if (used == 0) {
            return new byte[0];
        }
        out[used] = '\r';
        out[used + 1] = '\n';
        return Arrays.copyOf(out, used + 2);
    }

    /**
     * A field of the header.
     *
     * @param name in small letters
     * @param value relaxed
     */
    record Field(String name, String value) {}
}
