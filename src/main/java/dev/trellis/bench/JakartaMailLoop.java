package dev.trellis.bench;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** What most programs do: a new message each time, over a connection that is kept. It does nothing else. */
final class JakartaMailLoop {

    private static final String LINE = "All work and no play makes a dull newsletter, which nobody wants to read.\r\n";

    private JakartaMailLoop() {}

    /** How long it took, in nanoseconds. */
    static long run(int port, int sessions, int mails, int bytes) throws Exception {
        var text = text(bytes);
        return Sessions.run(sessions, mails, share -> {
            var properties = new Properties();
            properties.setProperty("mail.smtp.quitwait", "false");
            var session = Session.getInstance(properties);
            var transport = new SMTPTransport(session, null);
            transport.connect("127.0.0.1", port, null, null);
            try {
                for (int i = 0; i < share; i++) {
                    var message = message(session, text);
                    transport.sendMessage(message, new Address[] {new InternetAddress("reader@example.com")});
                }
            } finally {
                transport.close();
            }
        });
    }

    /** One such message as it goes over the wire. */
    static byte[] message(int bytes) {
        try {
            var out = new ByteArrayOutputStream();
            message(Session.getInstance(new Properties()), text(bytes)).writeTo(out);
            return out.toByteArray();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("The message cannot be written to memory", e);
        }
    }

    private static MimeMessage message(Session session, String text) throws MessagingException {
        var message = new MimeMessage(session);
        message.setFrom(new InternetAddress("bench@example.com"));
        message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress("reader@example.com"));
        message.setSubject("A mail of the benchmark");
        message.setSentDate(Date.from(Instant.now()));
        message.setText(text);
        message.saveChanges();
        return message;
    }

    private static String text(int bytes) {
        return LINE.repeat(bytes / LINE.length() + 1).substring(0, bytes);
    }
}
