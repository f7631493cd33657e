package dev.trellis.email.inbound;

import dev.trellis.platform.TrellisProperties;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Reads the mailbox that bounces and replies come to. It only ever looks: nothing is deleted, moved or marked, and what
 * several instances read is booked once.
 */
@Component
class MailboxReader {

    private static final Logger log = LoggerFactory.getLogger(MailboxReader.class);
    private static final int MOST_AT_ONCE = 200;
    private static final int UIDS_AT_ONCE = 1_000;

    private final @Nullable MailboxAddress address;
    private final Inbox inbox;
    private final MailboxCursors cursors;
    private boolean away;

    MailboxReader(TrellisProperties properties, Inbox inbox, MailboxCursors cursors) {
        this.address = properties.imapUrl() == null ? null : MailboxAddress.of(properties.imapUrl());
        this.inbox = inbox;
        this.cursors = cursors;
    }

    /** Reads what has arrived since the last time. While the mailbox is away, everything waits there. */
    @Scheduled(fixedDelayString = "${trellis.email.read-mailbox-every:PT1M}", initialDelayString = "PT5S")
    void read() {
        if (address == null) {
            return;
        }
        try {
            int read = readNew(address);
            if (away) {
                log.info("The mailbox {} can be read again", address);
                away = false;
            }
            if (read > 0) {
                log.info("Read {} messages from the mailbox {}", read, address);
            }
        } catch (MessagingException | IOException ex) {
            if (!away) {
                log.warn(
                        "The mailbox {} cannot be read ({}): bounces and replies wait there until it can",
                        address,
                        ex.getMessage());
            }
            away = true;
        } catch (DataAccessException | TransactionException ex) {
            log.warn("What is in the mailbox cannot be booked, trying again: {}", ex.getMessage());
        }
    }

    private int readNew(MailboxAddress mailbox) throws MessagingException, IOException {
        try (Store store = Session.getInstance(properties(mailbox)).getStore(mailbox.protocol())) {
            store.connect(mailbox.host(), mailbox.port(), mailbox.user(), mailbox.password());
            try (Folder folder = store.getFolder(mailbox.folder())) {
                folder.open(Folder.READ_ONLY);
                return folder instanceof IMAPFolder imap ? readNew(mailbox, imap) : 0;
            }
        }
    }

    private int readNew(MailboxAddress mailbox, IMAPFolder folder) throws MessagingException, IOException {
        long validity = folder.getUIDValidity();
        long last = cursors.lastUid(mailbox.name(), validity);
        var fresh = fresh(folder, last);
        for (var message : fresh) {
            long uid = folder.getUID(message);
            try {
                inbox.receive(bytes(message), "mailbox", null);
            } catch (MessageRemovedException ex) {
                log.debug("Message {} was taken away while we read", uid);
            }
            cursors.advance(mailbox.name(), validity, uid);
        }
        return fresh.size();
    }

    /** What came after the last one, the oldest first; the rest waits for the next time. */
    private static List<Message> fresh(IMAPFolder folder, long last) throws MessagingException {
        var fresh = new ArrayList<Message>();
        long end = folder.getUIDNext();
        for (long from = last + 1; from < end && fresh.size() < MOST_AT_ONCE; from += UIDS_AT_ONCE) {
            var messages = folder.getMessagesByUID(from, Math.min(end, from + UIDS_AT_ONCE) - 1);
            for (var message : messages) {
                // A range that holds none is answered by some servers with the last message there is.
                if (message != null && folder.getUID(message) > last) {
                    fresh.add(message);
                }
            }
        }
        fresh.sort(Comparator.comparingInt(Message::getMessageNumber));
        return fresh.subList(0, Math.min(MOST_AT_ONCE, fresh.size()));
    }

    private static byte[] bytes(Message message) throws MessagingException, IOException {
        try (var in = ((IMAPMessage) message).getMimeStream()) {
            return in.readNBytes(Inbox.MOST_BYTES);
        }
    }

    private static Properties properties(MailboxAddress mailbox) {
        var properties = new Properties();
        var prefix = "mail." + mailbox.protocol() + ".";
        properties.setProperty(prefix + "connectiontimeout", "10000");
        properties.setProperty(prefix + "timeout", "60000");
        properties.setProperty(prefix + "writetimeout", "60000");
        properties.setProperty(prefix + "peek", "true");
        properties.setProperty(prefix + "fetchsize", "262144");
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty("mail.imap.starttls.enable", "true");
        return properties;
    }
}
