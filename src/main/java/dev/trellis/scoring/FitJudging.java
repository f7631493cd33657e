package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.ContactsAdded;
import dev.trellis.contact.ContactsUpdated;
import dev.trellis.engine.Decisions;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Judges profiles by the decision {@code lead-fit}, in the transaction that stores them. */
@Component
class FitJudging {

    private final Contacts contacts;
    private final FitTable table;
    private final ScoreSheets sheets;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final Clock clock;

    FitJudging(
            Contacts contacts,
            Decisions decisions,
            ScoreSheets sheets,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            Clock clock) {
        this.contacts = contacts;
        this.table = new FitTable(decisions);
        this.sheets = sheets;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @EventListener
    @Order(10)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ContactsAdded added) {
        judge(added.contacts().stream().map(ContactsAdded.Added::id).toList());
    }

    @EventListener
    @Order(10)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ContactsUpdated updated) {
        publish(judge(updated.contacts()), updated.lane());
    }

    /** Stores the fits that differ from what is stored. */
    private List<ScoreSheet> judge(Collection<ContactId> ids) {
        var fits = fits(ids);
        var concerned = new TreeSet<ContactId>(fits.keySet());
        contacts.lock(concerned);
        var changed = new ArrayList<ScoreSheet>();
        sheets.load(concerned).values().forEach(sheet -> {
            var fit = fits.getOrDefault(sheet.contactId(), Fit.UNKNOWN);
            if (fit != sheet.fit()) {
                sheet.judge(fit);
                changed.add(sheet);
            }
        });
        sheets.save(changed, clock.instant());
        return changed;
    }

    private void publish(List<ScoreSheet> changed, Lane lane) {
        if (!changed.isEmpty()) {
            var now = clock.instant();
            events.publishEvent(new LeadScored(
                    changed.stream()
                            .map(sheet -> sheet.at(now, sheet.temperature()))
                            .toList(),
                    lane));
        }
    }

    private Map<ContactId, Fit> fits(Collection<ContactId> ids) {
        var fits = new HashMap<ContactId, Fit>();
        jdbc.sql("""
                        select c.id as contact_id, c.job_title, c.country, c.attributes,
                               co.attributes as company_attributes
                        from contact c left join company co on co.id = c.company_id
                        where c.id = any(cast(:ids as uuid[]))
                        """).param("ids", ScoreSheets.ids(ids)).query(row -> {
            var profile = Profile.of(
                    row.getString("job_title"),
                    row.getString("country"),
                    row.getString("company_attributes"),
                    row.getString("attributes"));
            fits.put(ScoreSheets.contact(row), FitTable.fit(table.judge(profile)));
        });
        return fits;
    }
}
