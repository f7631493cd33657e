package dev.trellis.email;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a mail's two parts. Written here because the library looks its encoders up for every part of every mail,
 * which costs more than everything else about a message.
 */
final class MimeBody {

    private static final int LONGEST_PLAIN_LINE = 900;
    private static final int LONGEST_ENCODED_LINE = 76;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] LITERAL = literal();

    private byte[] out;
    private int length;

    private MimeBody(int size) {
        this.out = new byte[size];
    }

    /** The content of a multipart/alternative: the same in plain text and in HTML. */
    static byte[] alternative(String text, String html, String boundary) {
        var body = new MimeBody(text.length() + html.length() + html.length() / 8 + 512);
        body.part("plain", text, boundary);
        body.part("html", html, boundary);
        body.ascii("--" + boundary + "--\r\n");
        return Arrays.copyOf(body.out, body.length);
    }

    private void part(String subtype, String content, String boundary) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        boolean plain = isPlain(bytes);
        ascii("--" + boundary + "\r\nContent-Type: text/" + subtype + "; charset=UTF-8\r\n"
                + "Content-Transfer-Encoding: " + (plain ? "7bit" : "quoted-printable") + "\r\n\r\n");
        if (plain) {
            plain(bytes);
        } else {
            quotedPrintable(bytes);
        }
        ascii("\r\n");
    }

    /** Whether the content can go as it is: ASCII, and no line too long for SMTP. */
    private static boolean isPlain(byte[] bytes) {
        int line = 0;
        for (byte b : bytes) {
            if (b == '\n') {
                line = 0;
            } else if (b == 127 || (b < ' ' && b != '\r' && b != '\t') || line++ > LONGEST_PLAIN_LINE) {
                return false;
            }
        }
        return true;
    }

    // The place is counted in a local variable: a field would be written again for each byte.
    private void plain(byte[] bytes) {
        reserve(bytes.length * 2);
        var to = out;
        int at = length;
        for (byte b : bytes) {
            if (b == '\n') {
                to[at++] = '\r';
            }
            if (b != '\r') {
                to[at++] = b;
            }
        }
        length = at;
    }

    /** Encodes (RFC 2045, 6.7) run by run: what goes as it is, is copied at once. */
    private void quotedPrintable(byte[] bytes) {
        // Three bytes for one at most, and a soft line break for each full line of them.
        reserve(bytes.length * 3 + bytes.length / 8 + 16);
        var to = out;
        int at = length;
        int room = LONGEST_ENCODED_LINE - 1;
        int i = 0;
        while (i < bytes.length) {
            int end = literalsEnd(bytes, i, room);
            System.arraycopy(bytes, i, to, at, end - i);
            at += end - i;
            room -= end - i;
            i = end;
            if (i == bytes.length) {
                break;
            }
            byte b = bytes[i];
            if (b == '\r') {
                i++;
            } else if (b == '\n') {
                to[at++] = '\r';
                to[at++] = '\n';
                room = LONGEST_ENCODED_LINE - 1;
                i++;
            } else if (room < 3) {
                to[at++] = '=';
                to[at++] = '\r';
                to[at++] = '\n';
                room = LONGEST_ENCODED_LINE - 1;
            } else {
                to[at++] = '=';
                to[at++] = HEX[(b >> 4) & 15];
                to[at++] = HEX[b & 15];
                room -= 3;
                i++;
            }
        }
        length = at;
    }

    /** Where the run ends that goes as it is. A blank that ends a line does not: relays may cut it off. */
    private static int literalsEnd(byte[] bytes, int start, int room) {
        int most = Math.min(bytes.length, start + room);
        int end = start;
        while (end < most && LITERAL[bytes[end] & 0xFF]) {
            end++;
        }
        return end > start && isBlank(bytes[end - 1]) && endsLine(bytes, end - 1) ? end - 1 : end;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean[] literal() {
        var literal = new boolean[256];
        Arrays.fill(literal, ' ', 127, true);
        literal['='] = false;
        literal['\t'] = true;
        return literal;
    }

    private static boolean endsLine(byte[] bytes, int position) {
        int next = position + 1;
        return next == bytes.length || bytes[next] == '\n' || bytes[next] == '\r';
    }

    @SuppressWarnings("deprecation") // The text is ASCII, of which this copies the bytes without encoding anything.
    private void ascii(String text) {
        reserve(text.length());
        text.getBytes(0, text.length(), out, length);
        length += text.length();
    }

    private void reserve(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length + out.length / 2, length + more));
        }
    }
}
