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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Judges profiles by the decision {@code lead-fit}, in the transaction that stores them. */
@Component
class FitJudging {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECTS = new TypeReference<>() {};
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final JsonMapper json = JsonMapper.builder().build();
    private final Contacts contacts;
    private final Decisions decisions;
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
        this.decisions = decisions;
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
            var attributes = new HashMap<String, String>();
            read(attributes, row.getString("company_attributes"));
            read(attributes, row.getString("attributes"));
            fits.put(ScoreSheets.contact(row), fit(row.getString("job_title"), row.getString("country"), attributes));
        });
        return fits;
    }

    Fit fit(@Nullable String jobTitle, @Nullable String country, Map<String, String> attributes) {
        var inputs = new HashMap<String, Object>();
        put(inputs, "seniority", seniority(jobTitle, attributes.get("seniority")));
        put(inputs, "country", country);
        put(inputs, "employees", employees(attributes));
        put(inputs, "industry", lower(attributes.get("industry")));
        return ScoreSheets.fit(decisions.decide("lead-fit", inputs).string("fit"));
    }

    private @Nullable String seniority(@Nullable String jobTitle, @Nullable String given) {
        if (given != null) {
            return lower(given);
        }
        var title = lower(jobTitle);
        return title == null
                ? null
                : decisions.decide("lead-seniority", Map.of("jobTitle", title)).string("seniority");
    }

    // "51-200" means at least 51.
    private static @Nullable Long employees(Map<String, String> attributes) {
        for (var name : List.of("employees", "companysize", "numberofemployees", "size")) {
            var value = attributes.get(name);
            var number = value == null ? null : NUMBER.matcher(value.replaceAll("[.,' ](?=\\d{3})", ""));
            if (number != null && number.find() && number.group().length() < 12) {
                return Long.valueOf(number.group());
            }
        }
        return null;
    }

    private void read(Map<String, String> into, @Nullable String attributes) {
        if (attributes == null || attributes.equals("{}")) {
            return;
        }
        json.readValue(attributes, OBJECTS).forEach((name, value) -> {
            if (value != null && !value.toString().isBlank()) {
                into.put(Objects.requireNonNull(lower(name)).replaceAll("[ _-]", ""), value.toString());
            }
        });
    }

    private static void put(Map<String, Object> inputs, String name, @Nullable Object value) {
        if (value != null) {
            inputs.put(name, value);
        }
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }
}
