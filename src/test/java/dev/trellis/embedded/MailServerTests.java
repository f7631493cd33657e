package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailServerTests {

    private MailServer server;

    @BeforeEach
    void start() throws Exception {
        server = MailServer.start(3, Set.of("hello@trellis.example"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keepsTheNewestOnly() throws MessagingException {
        for (int i = 1; i <= 5; i++) {
            send("ada@example.com", "Letter " + i);
        }
        assertThat(server.to("Ada@Example.com"))
                .extracting(CapturedMail::subject)
                .containsExactly("Letter 3", "Letter 4", "Letter 5");
        assertThat(server.size()).isEqualTo(3);
        assertThat(server.received()).isEqualTo(5);
        assertThat(server.newest(Long.MAX_VALUE, 2))
                .extracting(CapturedMail::id)
                .containsExactly(5L, 4L);
        assertThat(server.newest(5, 1)).extracting(CapturedMail::id).containsExactly(4L);
    }

    @Test
    void answersToUsCanBeFetchedOverImap() throws MessagingException {
        send("bounce+1@trellis.localhost", "Undeliverable");
        send("ada@example.com", "Not for us");
        send("Hello@trellis.example", "Re: Welcome");

        var imap = server.imap();
        try (var store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect(imap.getHost(), imap.getPort(), "trellis", "trellis");
            try (var inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                assertThat(inbox.getMessages()).hasSize(2);
                assertThat(inbox.getMessage(1).getSubject()).isEqualTo("Undeliverable");
                assertThat(inbox.getMessage(2).getSubject()).isEqualTo("Re: Welcome");
            }
        }
    }

    private void send(String recipient, String subject) throws MessagingException {
        var properties = new Properties();
        properties.put("mail.smtp.host", server.smtp().getHost());
        properties.put("mail.smtp.port", Integer.toString(server.smtp().getPort()));
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("hello@trellis.localhost"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        message.setSubject(subject);
        message.setText("Hello");
        Transport.send(message);
    }
}
