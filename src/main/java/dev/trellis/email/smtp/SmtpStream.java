package dev.trellis.email.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The two directions of an SMTP connection: commands and content go out in as few packets as can be, replies come in.
 */
final class SmtpStream {

    private static final int LONGEST_REPLY = 16 * 1024;

    /** What is longer is written in parts, so that a connection that breaks in the middle is known to have done so. */
    private static final int LARGEST_WRITE = 64 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] received = new byte[4096];
    private int position;
    private int end;
    private byte[] pending = new byte[16 * 1024];
    private int length;

    SmtpStream(Socket socket) throws IOException {
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Adds a command line to what goes out with the next {@link #flush}. */
    void command(String line) {
        // Whatever ends up in a command, it stays one command.
        if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("A command is one line");
        }
        append(line.getBytes(StandardCharsets.UTF_8));
        append((byte) '\r');
        append((byte) '\n');
    }

    /** Adds a message with its dots doubled (RFC 5321, 4.5.2), all but the lone dot that ends it. */
    void content(byte[] message) throws IOException {
        reserve(message.length + message.length / 64 + 16);
        int from = 0;
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '.' && (i == 0 || message[i - 1] == '\n')) {
                append(message, from, i);
                append((byte) '.');
                from = i;
            }
        }
        append(message, from, message.length);
        int size = message.length;
        if (size < 2 || message[size - 2] != '\r' || message[size - 1] != '\n') {
            append((byte) '\r');
            append((byte) '\n');
        }
        if (length > LARGEST_WRITE) {
            flush();
        }
    }

    /** The lone dot. */
    void endOfContent() {
        append((byte) '.');
        append((byte) '\r');
        append((byte) '\n');
    }

    void flush() throws IOException {
        int from = 0;
        while (from < length) {
            int size = Math.min(LARGEST_WRITE, length - from);
            out.write(pending, from, size);
            from += size;
        }
        length = 0;
        out.flush();
    }

    /** The next reply, its lines joined by line breaks, its code in front. */
    String reply() throws IOException {
        var text = new StringBuilder();
        while (true) {
            int start = text.length();
            line(text);
            if (text.length() - start < 3 || !isCode(text, start)) {
                throw new IOException(
                        "Not an SMTP reply: " + text.substring(start, Math.min(text.length(), start + 80)));
            }
            if (text.length() - start == 3 || text.charAt(start + 3) != '-') {
                return text.toString();
            }
            text.append('\n');
        }
    }

    private void line(StringBuilder text) throws IOException {
        while (true) {
            if (position == end) {
                end = in.read(received);
                position = 0;
                if (end < 0) {
                    end = 0;
                    throw new EOFException("The relay closed the connection");
                }
            }
            byte c = received[position++];
            if (c == '\n') {
                return;
            }
            if (c != '\r') {
                if (text.length() == LONGEST_REPLY) {
                    throw new IOException("The relay's reply does not end");
                }
                text.append((char) (c & 0xFF));
            }
        }
    }

    private static boolean isCode(StringBuilder text, int start) {
        for (int i = start; i < start + 3; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private void append(byte[] bytes) {
        append(bytes, 0, bytes.length);
    }

    private void append(byte[] bytes, int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, pending, length, to - from);
        length += to - from;
    }

    private void append(byte c) {
        reserve(1);
        pending[length++] = c;
    }

    private void reserve(int more) {
        if (pending.length - length < more) {
            pending = Arrays.copyOf(pending, Math.max(pending.length * 2, length + more));
        }
    }
}
