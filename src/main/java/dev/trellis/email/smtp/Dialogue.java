package dev.trellis.email.smtp;

import java.io.IOException;

/** One line said, one reply awaited. */
@FunctionalInterface
interface Dialogue {

    String ask(String line) throws IOException;

    /**
     * Asks and insists.
     *
     * @param wanted what the reply's code must begin with
     * @throws IOException with the reply, if it is another
     */
    default String ask(String line, String wanted, String what) throws IOException {
        return expect(ask(line), wanted, what);
    }

    static String expect(String reply, String wanted, String what) throws IOException {
        if (!reply.startsWith(wanted)) {
            throw new IOException("it answered to " + what + ": " + reply.replace('\n', ' '));
        }
        return reply;
    }
}
