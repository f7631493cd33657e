package dev.trellis.email.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.platform.TrellisProperties;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailboxReaderTests {

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    private GreenMailUser user;
    private static EmailInstance instance;

    private ContactId ada;
    private String send;

    @BeforeAll
    static void startInstance() {
        instance = SentMail.start();
    }

    @AfterAll
    static void stopInstance() {
        instance.close();
    }

    @BeforeEach
    void start() {
        server.start();
        user = server.setUser("bounces@localhost", "bounces", "secret+/");
        SentMail.clear(instance);
        ada = instance.reader(Forms.ADDRESS);
        send = SentMail.to(instance, ada).toString();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void readsWhatIsNewAndLeavesTheMailboxAsItIs() throws Exception {
        deliver("reply-apple");
        deliver("newsletter-to-us");
        var reader = reader();

        reader.read();
        assertThat(count("inbound")).isEqualTo(2);
        assertThat(replies()).isEqualTo(1);

        deliver("postfix-user-unknown");
        reader.read();
        reader.read();

        assertThat(count("inbound")).isEqualTo(3);
        assertThat(inFolder())
                .hasSize(3)
                .noneMatch(message -> message.getFlags().contains(Flags.Flag.SEEN));
    }

    @Test
    void aMailboxThatNumbersItsMessagesAnewIsReadAgainWithoutHarm() throws Exception {
        deliver("reply-apple");
        reader().read();
        EmailTestDatabase.jdbc()
                .sql("update mailbox_cursor set uid_validity = 1, last_uid = 4711")
                .update();

        reader().read();

        assertThat(replies()).isEqualTo(1);
        assertThat(count("inbound")).isEqualTo(1);
    }

    @Test
    void aMailboxThatIsAwayIsTriedAgain() throws Exception {
        deliver("reply-apple");
        var reader = reader();
        server.stop();

        reader.read();
        reader.read();

        assertThat(count("inbound")).isZero();
    }

    @Test
    void aHugeMessageIsReadAsFarAsItMatters() throws Exception {
        var huge = new MimeMessage(Session.getInstance(new Properties()));
        huge.setFrom("news@publisher.example");
        huge.setSubject("Huge");
        huge.setText("0123456789".repeat(300_000));
        huge.saveChanges();
        user.deliver(huge);
        deliver("reply-apple");

        reader().read();

        assertThat(count("inbound")).isEqualTo(2);
        assertThat(replies()).isEqualTo(1);
    }

    private MailboxReader reader() {
        var imap = URI.create(
                "imap://bounces:secret%2B%2F@127.0.0.1:" + server.getImap().getPort());
        var properties = new TrellisProperties(
                Path.of("target"),
                URI.create("http://localhost"),
                null,
                null,
                null,
                null,
                null,
                imap,
                null,
                null,
                null,
                null,
                Path.of("bpmn"),
                Path.of("templates"));
        return new MailboxReader(properties, instance.get(Inbox.class), instance.get(MailboxCursors.class));
    }

    private void deliver(String form) throws Exception {
        var raw = new Forms(form, InboundKind.UNKNOWN, "", "", "").about(send, Forms.ADDRESS);
        user.deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw)));
    }

    private java.util.List<com.icegreen.greenmail.store.StoredMessage> inFolder() throws FolderException {
        return server.getManagers().getImapHostManager().getInbox(user).getMessages();
    }

    private long replies() {
        return instance.get(Activities.class).timeline(ada, null, 100).items().stream()
                .filter(activity -> activity.type().equals("replied"))
                .count();
    }

    private static long count(String table) {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
