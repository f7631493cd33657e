package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Service;

/** What contacts are worth now, and why. */
@Service
public class Scores {

    public ContactScore of(ContactId contact) {
        throw new UnsupportedOperationException();
    }

    public Map<ContactId, ContactScore> of(Collection<ContactId> contacts) {
        throw new UnsupportedOperationException();
    }

    /** What the contact earned with activities after an instant, decayed to now. */
    public double pointsSince(ContactId contact, Instant since) {
        throw new UnsupportedOperationException();
    }

    /** From now on only later activities count. */
    public void startAfresh(ContactId contact) {
        throw new UnsupportedOperationException();
    }
}
