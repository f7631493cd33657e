package dev.trellis.nurturing;

import dev.trellis.contact.Complaints;
import dev.trellis.contact.ContactId;
import dev.trellis.email.MarketingHold;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Nobody is sold anything while the service desk has a complaint of theirs: neither by marketing nor by the mails in
 * the name of sales. They wait, and go on afterwards; a receipt does not wait.
 */
@Component
class ComplaintRest implements MarketingHold {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

    /** When the complaint ends nobody knows, so it is asked again so soon. */
    private static final Duration ASK_AGAIN = Duration.ofDays(1);

    /** How the reason of a mail that waits begins. */
    static final String WAITS = "Waits, for the contact has an open complaint";

    private final Complaints complaints;
    private final Clock clock;

    ComplaintRest(Complaints complaints, Clock clock) {
        this.complaints = complaints;
        this.clock = clock;
    }

    @Override
    public boolean holdsSalesToo() {
        return true;
    }

    @Override
    public Map<ContactId, Until> holds(Collection<ContactId> contacts) {
        var until = clock.instant().plus(ASK_AGAIN);
        var holds = new HashMap<ContactId, Until>();
        complaints
                .open(contacts)
                .forEach((contact, since) -> holds.put(
                        contact, new Until(until, WAITS + " since " + DAY.format(since.atOffset(ZoneOffset.UTC)))));
        return holds;
    }
}
