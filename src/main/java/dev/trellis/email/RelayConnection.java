package dev.trellis.email;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** One connection to the relay, which knows whether a message that failed was complete. */
final class RelayConnection extends SMTPTransport {

    private final long openedAt = System.nanoTime();
    private long usedAt = openedAt;
    private int mails;
    private boolean complete;

    RelayConnection(Session session, boolean implicitTls) {
        super(session, null, implicitTls ? "smtps" : "smtp", implicitTls);
    }

    Delivery deliver(MimeMessage message, Address recipient) {
        complete = false;
        mails++;
        try {
            sendMessage(message, new Address[] {recipient});
            return new Delivery.Accepted(SmtpReply.of(getLastReturnCode(), getLastServerResponse(), false));
        } catch (MessagingException ex) {
            return failure(ex);
        } finally {
            usedAt = System.nanoTime();
        }
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        complete = true;
        super.finishData();
    }

    boolean isOlderThan(long nanos) {
        return System.nanoTime() - openedAt > nanos;
    }

    boolean isIdleFor(long nanos) {
        return System.nanoTime() - usedAt > nanos;
    }

    int mails() {
        return mails;
    }

    void closeQuietly() {
        try {
            close();
        } catch (MessagingException ex) {
            // What is closed need not say goodbye.
            usedAt = openedAt;
        }
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
        return complete ? new Delivery.Unclear(reason) : new Delivery.Lost(reason);
    }

    private static boolean isReply(int code) {
        return code >= 200;
    }
}
