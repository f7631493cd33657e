package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.lifecycle.Lifecycle;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the deal itself, its contact's timeline and the contact's qualification tell. */
@Component
class KnownFacts implements FactSource {

    /** A demo is often what leads to the deal; one for an earlier deal does not count for this one. */
    private static final Duration BEFORE_OPENING = Duration.ofDays(30);

    private final Lifecycle lifecycle;
    private final JdbcClient jdbc;

    KnownFacts(Lifecycle lifecycle, JdbcClient jdbc) {
        this.lifecycle = lifecycle;
        this.jdbc = jdbc;
    }

    @Override
    public Set<StepFact> known(Deal deal) {
        var facts = EnumSet.noneOf(StepFact.class);
        add(facts, StepFact.OWNER, deal.owner() != null);
        add(facts, StepFact.EXPECTED_CLOSE, deal.expectedCloseOn() != null);
        add(
                facts,
                StepFact.QUALIFICATION,
                lifecycle.qualification(deal.contactId()).isPresent());
        addTalks(facts, deal);
        return facts;
    }

    private void addTalks(Set<StepFact> facts, Deal deal) {
        jdbc.sql("""
                        select coalesce(bool_or(type in ('meeting-held', 'demo-held')), false) as met,
                               coalesce(bool_or(type <> 'call-logged'
                                                or coalesce(properties ->> 'outcome', 'reached') = 'reached'), false) as talked
                        from activity
                        where contact_id = :contact and at >= :since
                          and type in ('meeting-held', 'demo-held', 'replied', 'call-logged')""")
                .param("contact", deal.contactId().value())
                .param("since", utc(deal.openedAt().minus(BEFORE_OPENING)))
                .query(row -> {
                    add(facts, StepFact.MEETING, row.getBoolean("met"));
                    add(facts, StepFact.CONVERSATION, row.getBoolean("talked"));
                });
    }

    private static void add(Set<StepFact> facts, StepFact fact, boolean known) {
        if (known) {
            facts.add(fact);
        }
    }
}
