package dev.trellis.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the mails of a measurement end: Postfix's sink where it is installed, else our own. Counts and forgets them.
 */
final class Sink implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final @Nullable SmtpSink postfix;
    private final @Nullable MailSink own;
    private long expected;

    private Sink(@Nullable SmtpSink postfix, @Nullable MailSink own) {
        this.postfix = postfix;
        this.own = own;
    }

    static Sink open() throws IOException, InterruptedException {
        return SmtpSink.isHere() ? new Sink(SmtpSink.open(), null) : new Sink(null, MailSink.open());
    }

    boolean isPostfix() {
        return postfix != null;
    }

    int port() {
        return postfix != null ? postfix.port() : own == null ? 0 : own.port();
    }

    /**
     * Says that so many more mails must have come by now.
     *
     * @throws IllegalStateException if there are fewer, or more: then the measurement is worth nothing
     */
    void expect(long more) {
        expected += more;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (received() < expected && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        if (received() != expected) {
            throw new IllegalStateException(
                    "The sink got " + received() + " mails, not " + expected + ": some were lost or sent twice");
        }
    }

    /** Whether so many more have come since they were last expected. */
    boolean hasAll(long more) {
        return received() >= expected + more;
    }

    private long received() {
        return postfix != null ? postfix.received() : own == null ? 0 : own.received();
    }

    @Override
    public void close() throws IOException {
        if (postfix != null) {
            postfix.close();
        }
        if (own != null) {
            own.close();
        }
    }
}
