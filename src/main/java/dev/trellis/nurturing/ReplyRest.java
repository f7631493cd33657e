package dev.trellis.nurturing;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.ContactId;
import dev.trellis.email.MarketingHold;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whoever writes to us is answered by a person: marketing mail rests meanwhile. The contact keeps its place, and its
 * journey goes on when the time is over, unless somebody has moved the contact on by then.
 */
@Component
class ReplyRest implements MarketingHold {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration rest;

    ReplyRest(JdbcClient jdbc, Clock clock, NurturingProperties properties) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.rest = properties.restAfterReply();
    }

    @Override
    public Map<ContactId, Until> holds(Collection<ContactId> contacts) {
        var holds = new HashMap<ContactId, Until>();
        jdbc.sql("""
                        select contact_id, max(at) as at from activity
                        where contact_id = any(:contacts) and type = :type and at > :since
                        group by contact_id
                        """)
                .param("contacts", contacts.stream().map(ContactId::value).toArray(UUID[]::new))
                .param("type", ActivityTypes.REPLIED)
                .param("since", utc(clock.instant().minus(rest)))
                .query(row -> {
                    var at = instant(row, "at");
                    holds.put(new ContactId(row.getObject("contact_id", UUID.class)), until(at));
                });
        return holds;
    }

    private Until until(Instant repliedAt) {
        return new Until(
                repliedAt.plus(rest),
                "Rests, for the contact wrote to us on " + DAY.format(repliedAt.atOffset(ZoneOffset.UTC)));
    }
}
