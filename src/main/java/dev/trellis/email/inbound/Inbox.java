package dev.trellis.email.inbound;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Where messages come in. One that we cannot cope with is kept and does not hold up those behind it. */
@Component
class Inbox {

    /** What is longer is read this far: nothing that tells a bounce from a reply comes later. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final InboundMail mail;

    Inbox(InboundMail mail) {
        this.mail = mail;
    }

    /**
     * Takes a message in.
     *
     * @param envelopeRecipient to whom it was addressed, where whoever brings it knows
     * @throws DataAccessException if the database is away; it is to be brought again
     */
    InboundView receive(byte[] message, String source, @Nullable String envelopeRecipient) {
        var raw = message.length <= MOST_BYTES ? message : Arrays.copyOf(message, MOST_BYTES);
        try {
            return mail.book(raw, source, envelopeRecipient);
        } catch (DataAccessException | TransactionException ex) {
            throw ex;
        } catch (RuntimeException | StackOverflowError ex) {
            log.error("A message that came in could not be dealt with and is kept", ex);
            return mail.keep(raw, source, "dealing with it failed: " + ex.getMessage());
        }
    }

    /**
     * Takes in what a relay tells.
     *
     * @return how much of it was new
     */
    int receive(List<RelayEvent> events, String source) {
        int fresh = 0;
        for (var event : events) {
            try {
                fresh += mail.book(event, source) ? 1 : 0;
            } catch (DataAccessException | TransactionException ex) {
                throw ex;
            } catch (RuntimeException ex) {
                log.error("What {} told of {} could not be dealt with", source, event.recipient(), ex);
            }
        }
        return fresh;
    }
}
