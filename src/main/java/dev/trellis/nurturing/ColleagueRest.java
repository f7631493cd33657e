package dev.trellis.nurturing;

import dev.trellis.contact.ContactId;
import dev.trellis.email.MarketingHold;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * While sales talks with somebody about a deal, that person's colleagues hear from sales and not from promotion as
 * well. Customers keep what they get as customers.
 */
@Component
class ColleagueRest implements MarketingHold {

    /** When the deal is decided nobody knows, so it is asked again so soon. */
    private static final Duration ASK_AGAIN = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    ColleagueRest(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public Map<ContactId, Until> holds(Collection<ContactId> contacts) {
        var until = clock.instant().plus(ASK_AGAIN);
        var holds = new HashMap<ContactId, Until>();
        jdbc.sql("""
                        select c.id, company.name
                        from contact c
                        join company on company.id = c.company_id
                        where c.id = any(:contacts)
                          and exists (select from contact colleague
                                      join deal on deal.contact_id = colleague.id and deal.state = 'open'
                                      where colleague.company_id = c.company_id and colleague.id <> c.id)
                          and not exists (select from deal own where own.contact_id = c.id and own.state = 'open')
                          and not exists (select from lifecycle l
                                          where l.contact_id = c.id and l.stage in ('customer', 'evangelist'))
                        """)
                .param("contacts", contacts.stream().map(ContactId::value).toArray(UUID[]::new))
                .query(row -> {
                    holds.put(
                            new ContactId(row.getObject("id", UUID.class)),
                            new Until(until, "Waits, for a deal with " + row.getString("name") + " is under way"));
                });
        return holds;
    }
}
