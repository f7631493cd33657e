package dev.trellis.email.smtp;

import dev.trellis.email.smtp.PipeliningConnection.UnknownMechanismException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One relay and the open connections to it, used again within limits of age, mails and idleness. */
public final class Relay {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration TRUSTED_IDLE = Duration.ofSeconds(5);

    /** How much longer than it may wait for one reply a connection may be busy before it counts as stuck. */
    private static final int PATIENCE = 2;

    private final String name;
    private final RelayAddress address;
    private final ConnectionLimits limits;
    private final AccessTokens tokens;
    private final SSLSocketFactory tls;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> leased = ConcurrentHashMap.newKeySet();

    private volatile boolean runsAhead = true;
    private volatile boolean needsAngus;

    public Relay(String name, RelayAddress address, ConnectionLimits limits, AccessTokens tokens) {
        this(name, address, limits, tokens, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    Relay(String name, RelayAddress address, ConnectionLimits limits, AccessTokens tokens, SSLSocketFactory tls) {
        this.tls = tls;
        this.name = name;
        this.address = address;
        this.limits = limits;
        this.tokens = tokens;
    }

    public String name() {
        return name;
    }

    public RelayAddress address() {
        return address;
    }

    /**
     * An open connection. Give it back with {@link Connection#release}.
     *
     * @throws RelayAwayException if the relay cannot be reached or lets us not in
     */
    public Connection lease() throws RelayAwayException {
        for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            if (connection.isUsable()) {
                connection.begin();
                leased.add(connection);
                return connection;
            }
            connection.line.close();
        }
        return open();
    }

    /** A connection that was not used before. */
    public Connection open() throws RelayAwayException {
        try {
            var connection = new Connection(connect());
            leased.add(connection);
            return connection;
        } catch (IOException | MessagingException ex) {
            throw new RelayAwayException(
                    "The relay " + address + " is not to be reached: "
                            + String.valueOf(ex.getMessage()).replaceAll("\\s+", " "),
                    ex);
        }
    }

    /** Closes what has not been used for a while, and cuts what the relay does not answer on. */
    public void closeIdle() {
        idle.removeIf(connection -> {
            boolean stale = connection.isIdleFor(limits.maxIdle());
            if (stale) {
                connection.line.close();
            }
            return stale;
        });
        leased.removeIf(connection -> {
            boolean stuck = connection.isIdleFor(limits.readTimeout().multipliedBy(PATIENCE));
            if (stuck) {
                connection.line.cut();
            }
            return stuck;
        });
    }

    public void closeAll() {
        for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.line.close();
        }
    }

    private RelayConnection connect() throws IOException, MessagingException {
        var secret = tokens.secret(address);
        if (address.client() == RelayAddress.Client.ANGUS || needsAngus) {
            return AngusConnection.open(address, secret, limits);
        }
        try {
            return PipeliningConnection.open(address, secret, limits, tls, () -> runsAhead, this::ranTooFar);
        } catch (UnknownMechanismException ex) {
            log.info("Relay {}: {}; Jakarta Mail's transport is used", address, ex.getMessage());
            needsAngus = true;
            return AngusConnection.open(address, secret, limits);
        }
    }

    /** A relay that hangs up between two mails might take the answer to the first with it. */
    private void ranTooFar() {
        if (runsAhead) {
            runsAhead = false;
            log.info(
                    "Relay {} closes connections between mails; from now on each mail waits for the one before",
                    address);
        }
    }

    /** A leased connection. */
    public final class Connection {

        private final RelayConnection line;
        private final long openedAt = System.nanoTime();
        private volatile long usedAt = openedAt;
        private int mails;

        private Connection(RelayConnection line) {
            this.line = line;
        }

        /**
         * Hands in mails, one after the other, and says of each how it ended. The answer is shorter than the list where
         * the connection ended before: what has no answer was never begun.
         */
        public List<Delivery> deliver(List<OutgoingMail> batch) {
            var now = batch.subList(0, Math.min(batch.size(), Math.max(1, limits.maxMails() - mails)));
            mails += now.size();
            begin();
            var answers = line.deliver(now);
            begin();
            return answers;
        }

        /** Gives it back, for others to use if it is still good. */
        public void release() {
            leased.remove(this);
            if (isSpent()) {
                line.close();
            } else {
                idle.addFirst(this);
            }
        }

        private void begin() {
            usedAt = System.nanoTime();
        }

        private boolean isSpent() {
            return !line.isOpen()
                    || mails >= limits.maxMails()
                    || System.nanoTime() - openedAt > limits.maxAge().toNanos();
        }

        private boolean isUsable() {
            return !isSpent() && !isIdleFor(limits.maxIdle()) && (!isIdleFor(TRUSTED_IDLE) || line.answers());
        }

        private boolean isIdleFor(Duration duration) {
            return System.nanoTime() - usedAt > duration.toNanos();
        }
    }
}
