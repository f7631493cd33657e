package dev.trellis.embedded;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.MessageDeliveryHandler;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A real SMTP and IMAP server inside this process. It keeps the newest emails for the console; those to us (bounces to
 * an address below {@code localhost}, answers to the sender) can also be fetched over IMAP.
 */
final class MailServer implements Mailbox, MessageDeliveryHandler, AutoCloseable {

    /** Where mail that cannot be delivered comes back to; the part behind a plus may be anything. */
    static final String BOUNCE_ADDRESS = "bounces@localhost";

    private static final String OWN_USER = "trellis";

    private final int capacity;
    private final Set<String> ownAddresses;
    private final GreenMail server;
    private final GreenMailUser own;
    private final AtomicLong lastId = new AtomicLong();
    private final ConcurrentSkipListMap<Long, CapturedMail> mails = new ConcurrentSkipListMap<>();

    private MailServer(int capacity, Set<String> ownAddresses) throws UserException {
        this.capacity = capacity;
        this.ownAddresses = ownAddresses;
        var loopback = "127.0.0.1";
        server = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, loopback, ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, loopback, ServerSetup.PROTOCOL_IMAP)
        });
        server.start();
        own = server.getUserManager().createUser("trellis@localhost", OWN_USER, OWN_USER);
        server.getUserManager().setMessageDeliveryHandler(this);
    }

    /**
     * Starts on ports of its own.
     *
     * @param ownAddresses where answers to us go, in lower case
     */
    static MailServer start(int capacity, Set<String> ownAddresses) throws UserException {
        return new MailServer(capacity, ownAddresses);
    }

    URI smtp() {
        return URI.create("smtp://127.0.0.1:" + server.getSmtp().getPort());
    }

    URI imap() {
        return URI.create("imap://" + OWN_USER + ":" + OWN_USER + "@127.0.0.1:"
                + server.getImap().getPort());
    }

    @Override
    public GreenMailUser handle(MovingMessage message, MailAddress recipient) {
        return new Capture(recipient.getEmail().toLowerCase(Locale.ROOT));
    }

    private void keep(String recipient, @Nullable MailAddress sender, MimeMessage message) {
        var bytes = new ByteArrayOutputStream();
        try {
            message.writeTo(bytes);
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("An email to " + recipient + " cannot be kept", e);
        }
        var id = lastId.incrementAndGet();
        var from = sender == null ? "" : sender.getEmail();
        mails.put(id, new CapturedMail(id, Instant.now(), from, recipient, bytes.toByteArray()));
        while (mails.size() > capacity) {
            mails.pollFirstEntry();
        }
        if (recipient.endsWith("localhost") || ownAddresses.contains(recipient)) {
            own.deliver(delivered(message, recipient));
        }
    }

    /** As a mail server puts it into a mailbox: with the address it was sent to, which no other header need name. */
    private static MimeMessage delivered(MimeMessage message, String recipient) {
        try {
            var copy = new MimeMessage(message);
            copy.setHeader("Delivered-To", recipient);
            return copy;
        } catch (MessagingException e) {
            throw new IllegalStateException("An email to " + recipient + " cannot be put into the mailbox", e);
        }
    }

    @Override
    public List<CapturedMail> newest(long before, int limit) {
        return mails.headMap(before, false).descendingMap().values().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public List<CapturedMail> to(String recipient) {
        var address = recipient.toLowerCase(Locale.ROOT);
        return mails.values().stream()
                .filter(mail -> mail.recipient().equals(address))
                .sorted(Comparator.comparingLong(CapturedMail::id))
                .toList();
    }

    @Override
    public Optional<CapturedMail> find(long id) {
        return Optional.ofNullable(mails.get(id));
    }

    @Override
    public int size() {
        return mails.size();
    }

    @Override
    public long received() {
        return lastId.get();
    }

    @Override
    public void clear() {
        mails.clear();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Stands for whoever an email is addressed to: nobody has to be created before mail can reach them. */
    private final class Capture implements GreenMailUser {

        private final String recipient;

        private Capture(String recipient) {
            this.recipient = recipient;
        }

        @Override
        public void deliver(MovingMessage message) {
            keep(recipient, message.getReturnPath(), message.getMessage());
        }

        @Override
        public void deliver(MimeMessage message) {
            keep(recipient, null, message);
        }

        @Override
        public String getEmail() {
            return recipient;
        }

        @Override
        public String getLogin() {
            return recipient;
        }

        @Override
        public String getPassword() {
            return "";
        }

        @Override
        public void setPassword(String password) {
            throw new UnsupportedOperationException(recipient + " has no account here");
        }

        @Override
        public void authenticate(String password) throws UserException {
            throw new UserException(recipient + " has no account here");
        }

        @Override
        public String getQualifiedMailboxName() {
            return recipient;
        }

        @Override
        public void create() {}

        @Override
        public void delete() {}
    }
}
