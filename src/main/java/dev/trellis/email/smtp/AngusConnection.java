package dev.trellis.email.smtp;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Jakarta Mail's own transport: slower, but it knows every way to sign in. */
final class AngusConnection implements RelayConnection {

    private final Session session;
    private final Transport transport;

    private AngusConnection(Session session, Transport transport) {
        this.session = session;
        this.transport = transport;
    }

    static AngusConnection open(RelayAddress address, String secret, ConnectionLimits limits)
            throws MessagingException {
        var session = Session.getInstance(settings(address, limits));
        var transport = new Transport(session, address.implicitTls());
        try {
            transport.connect(address.host(), address.port(), address.user(), address.user() == null ? null : secret);
            return new AngusConnection(session, transport);
        } catch (MessagingException ex) {
            transport.closeQuietly();
            throw ex;
        }
    }

    @Override
    public List<Delivery> deliver(List<OutgoingMail> mails) {
        var answers = new ArrayList<Delivery>(mails.size());
        for (var mail : mails) {
            if (!isOpen()) {
                break;
            }
            var answer = deliver(mail);
            answers.add(answer);
            boolean closes = answer instanceof Delivery.Refused refused
                    && refused.reply().closes();
            if (closes || answer instanceof Delivery.Lost || answer instanceof Delivery.Unclear) {
                cut();
            }
        }
        return answers;
    }

    private Delivery deliver(OutgoingMail mail) {
        transport.complete = false;
        try {
            var message = new SMTPMessage(session, new ByteArrayInputStream(mail.content()));
            message.setEnvelopeFrom(mail.sender());
            transport.sendMessage(message, new Address[] {new InternetAddress(mail.recipient(), false)});
            return new Delivery.Accepted(
                    SmtpReply.of(transport.getLastReturnCode(), transport.getLastServerResponse(), false));
        } catch (MessagingException ex) {
            return failure(ex);
        }
    }

    @Override
    public boolean answers() {
        return transport.isConnected();
    }

    @Override
    public boolean isOpen() {
        return !transport.closed;
    }

    @Override
    public void close() {
        cut();
    }

    @Override
    public void cut() {
        transport.closeQuietly();
    }

    private Delivery failure(MessagingException failure) {
        for (Exception ex = failure; ex instanceof MessagingException link; ex = link.getNextException()) {
            if (ex instanceof SMTPAddressFailedException refused && isReply(refused.getReturnCode())) {
                return new Delivery.Refused(SmtpReply.of(refused.getReturnCode(), refused.getMessage(), true));
            }
            if (ex instanceof SMTPSenderFailedException refused && isReply(refused.getReturnCode())) {
                return new Delivery.Refused(SmtpReply.of(refused.getReturnCode(), refused.getMessage(), false));
            }
        }
        if (failure instanceof SMTPSendFailedException refused && isReply(refused.getReturnCode())) {
            return new Delivery.Refused(SmtpReply.of(refused.getReturnCode(), refused.getMessage(), false));
        }
        var reason =
                String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip();
        return transport.complete ? new Delivery.Unclear(reason) : new Delivery.Lost(reason);
    }

    private static boolean isReply(int code) {
        return code >= 200;
    }

    private static Properties settings(RelayAddress address, ConnectionLimits limits) {
        var prefix = address.implicitTls() ? "mail.smtps." : "mail.smtp.";
        var values = new Properties();
        values.setProperty(prefix + "connectiontimeout", millis(limits.connectTimeout()));
        values.setProperty(prefix + "timeout", millis(limits.readTimeout()));
        values.setProperty(prefix + "writetimeout", millis(limits.readTimeout()));
        values.setProperty(prefix + "quitwait", "false");
        values.setProperty(prefix + "auth", String.valueOf(address.user() != null));
        if (address.auth() == RelayAddress.Auth.XOAUTH2) {
            values.setProperty(prefix + "auth.mechanisms", "XOAUTH2");
        }
        values.setProperty("mail.mime.allowutf8", "true");
        values.setProperty(
                prefix + "starttls.enable", String.valueOf(address.startTls() != RelayAddress.StartTls.NEVER));
        values.setProperty(
                prefix + "starttls.required", String.valueOf(address.startTls() == RelayAddress.StartTls.REQUIRED));
        values.setProperty(prefix + "ssl.checkserveridentity", "true");
        if (!address.implicitTls()) {
            values.put(prefix + "socketFactory", new PromptSockets());
        }
        return values;
    }

    private static String millis(Duration duration) {
        return String.valueOf(Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE));
    }

    /** Knows whether a message that failed was complete. */
    private static final class Transport extends SMTPTransport {

        private volatile boolean complete;
        private volatile boolean closed;

        Transport(Session session, boolean implicitTls) {
            super(session, null, implicitTls ? "smtps" : "smtp", implicitTls);
        }

        @Override
        protected void finishData() throws IOException, MessagingException {
            complete = true;
            super.finishData();
        }

        void closeQuietly() {
            closed = true;
            try {
                close();
            } catch (MessagingException ex) {
                // What is closed need not say goodbye.
                closed = true;
            }
        }
    }
}
