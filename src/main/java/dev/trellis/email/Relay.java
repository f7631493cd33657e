package dev.trellis.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.springframework.stereotype.Component;

/** Open connections to the relay, used again within limits of age, mails and idleness. */
@Component
class Relay {

    private static final long TRUSTED_IDLE_NANOS = 5_000_000_000L;

    private final RelayAddress address;
    private final EmailProperties properties;
    private final Session session;
    private final ConcurrentLinkedDeque<RelayConnection> idle = new ConcurrentLinkedDeque<>();

    Relay(MailSettings settings, EmailProperties properties) {
        this.address = settings.relay();
        this.properties = properties;
        this.session = session(settings);
    }

    /**
     * An open connection. Give it back with {@link #release} or {@link #discard}.
     *
     * @throws RelayAwayException if the relay cannot be reached or lets us not in
     */
    RelayConnection lease() throws RelayAwayException {
        for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            if (isUsable(connection)) {
                return connection;
            }
            connection.closeQuietly();
        }
        return open();
    }

    /** A connection that was not used before. */
    RelayConnection open() throws RelayAwayException {
        var connection = new RelayConnection(session, address.implicitTls());
        try {
            connection.connect(address.host(), address.port(), address.user(), address.password());
            return connection;
        } catch (MessagingException ex) {
            connection.closeQuietly();
            throw new RelayAwayException(
                    "The relay " + address + " is not to be reached: "
                            + String.valueOf(ex.getMessage()).replaceAll("\\s+", " "),
                    ex);
        }
    }

    void release(RelayConnection connection) {
        idle.addFirst(connection);
    }

    void discard(RelayConnection connection) {
        connection.closeQuietly();
    }

    boolean isSpent(RelayConnection connection) {
        return connection.mails() >= properties.maxMailsPerConnection()
                || connection.isOlderThan(properties.maxConnectionAge().toNanos());
    }

    /** Closes what has not been used for a while. */
    void closeIdle() {
        idle.removeIf(connection -> {
            boolean stale = connection.isIdleFor(properties.maxConnectionIdle().toNanos());
            if (stale) {
                connection.closeQuietly();
            }
            return stale;
        });
    }

    void closeAll() {
        for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.closeQuietly();
        }
    }

    private boolean isUsable(RelayConnection connection) {
        return !isSpent(connection)
                && !connection.isIdleFor(properties.maxConnectionIdle().toNanos())
                && (!connection.isIdleFor(TRUSTED_IDLE_NANOS) || connection.isConnected());
    }

    private Session session(MailSettings settings) {
        var prefix = address.implicitTls() ? "mail.smtps." : "mail.smtp.";
        var values = new Properties();
        values.setProperty(
                prefix + "connectiontimeout", millis(properties.connectTimeout().toMillis()));
        values.setProperty(prefix + "timeout", millis(properties.readTimeout().toMillis()));
        values.setProperty(
                prefix + "writetimeout", millis(properties.readTimeout().toMillis()));
        values.setProperty(prefix + "from", settings.from().getAddress());
        values.setProperty(prefix + "quitwait", "false");
        values.setProperty(prefix + "auth", String.valueOf(address.user() != null));
        values.setProperty(
                prefix + "starttls.enable", String.valueOf(address.startTls() != RelayAddress.StartTls.NEVER));
        values.setProperty(
                prefix + "starttls.required", String.valueOf(address.startTls() == RelayAddress.StartTls.REQUIRED));
        values.setProperty(prefix + "ssl.checkserveridentity", "true");
        if (!address.implicitTls()) {
            values.put(prefix + "socketFactory", new PromptSockets());
        }
        return Session.getInstance(values);
    }

    private static String millis(long value) {
        return String.valueOf(Math.clamp(value, 1, Integer.MAX_VALUE));
    }

    /** Nothing can be handed in at present. */
    static final class RelayAwayException extends Exception {

        RelayAwayException(String message, Exception cause) {
            super(message, cause);
        }
    }
}
