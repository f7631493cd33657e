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

    // The place is counted in a local variable here and below: a field would be written again for each byte.
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

    private void quotedPrintable(byte[] bytes) {
        // Three bytes for one at most, and a soft line break for each full line of them.
        reserve(bytes.length * 3 + bytes.length / 8 + 16);
        var to = out;
        int at = length;
        int room = LONGEST_ENCODED_LINE - 1;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\r') {
                continue;
            }
            if (b == '\n') {
                to[at++] = '\r';
                to[at++] = '\n';
                room = LONGEST_ENCODED_LINE - 1;
                continue;
            }
            boolean literal = (b > ' ' && b < 127 && b != '=') || ((b == ' ' || b == '\t') && !endsLine(bytes, i));
            int width = literal ? 1 : 3;
            if (width > room) {
                to[at++] = '=';
                to[at++] = '\r';
                to[at++] = '\n';
                room = LONGEST_ENCODED_LINE - 1;
            }
            room -= width;
            if (literal) {
                to[at++] = b;
            } else {
                to[at++] = '=';
                to[at++] = HEX[(b >> 4) & 15];
                to[at++] = HEX[b & 15];
            }
        }
        length = at;
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
