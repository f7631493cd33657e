package dev.trellis.scoring;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.engine.Decisions;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.ActivityPoints.Question;
import dev.trellis.scoring.ScoreSheets.Capped;
import dev.trellis.scoring.ScoreSheets.Entry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gives points for activities by the decision {@code lead-score}, in the transaction that records them.
 *
 * <p>An activity counts by the date on which it happened, however late it is told. What happened long before it was
 * told changes the score and wakes nobody.
 */
@Component
class ActivityScoring {

    private final Contacts contacts;
    private final Decisions decisions;
    private final ScoreSheets sheets;
    private final Thermometer thermometer;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final ScoringProperties properties;

    ActivityScoring(
            Contacts contacts,
            Decisions decisions,
            ScoreSheets sheets,
            Thermometer thermometer,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            Clock clock,
            ScoringProperties properties) {
        this.contacts = contacts;
        this.decisions = decisions;
        this.sheets = sheets;
        this.thermometer = thermometer;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
        this.properties = properties;
    }

    private record Whereabouts(String emailDomain, ZoneId zone) {}

    // After the listeners that judge hand-raises: who asked to be contacted did not just earn enough points.
    @EventListener
    @Order(20)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ActivitiesRecorded recorded) {
        takeBack(recorded.activities(), recorded.lane());
        var scored = score(recorded.activities());
        if (!scored.isEmpty()) {
            apply(scored, recorded.lane());
        }
    }

    private List<ActivityPoints> score(List<Activity> activities) {
        var people = activities.stream().filter(Activity::isHuman).toList();
        if (people.isEmpty()) {
            return List.of();
        }
        var whereabouts = whereabouts(people);
        var unknown = new Whereabouts("", properties.timeZone());
        var scored = new ArrayList<ActivityPoints>();
        for (var activity : people) {
            var where = whereabouts.getOrDefault(activity.contactId(), unknown);
            var decision = Question.about(activity, where.emailDomain()).answer(decisions);
            var item = ActivityPoints.of(activity, where.zone(), decision);
            if (item.matters()) {
                scored.add(item);
            }
        }
        scored.sort(Comparator.comparing(ActivityPoints::at)
                .thenComparing(item -> item.activity().id()));
        return scored;
    }

    /** Takes back what activities gave that turned out to be something else; their entries stay, and say so. */
    private void takeBack(List<Activity> activities, Lane lane) {
        var corrected = new HashSet<UUID>();
        var ids = new TreeSet<ContactId>();
        for (var activity : activities) {
            ids.add(activity.contactId());
            activity.corrects().ifPresent(corrected::add);
        }
        if (corrected.isEmpty()) {
            return;
        }
        contacts.lock(ids);
        var entries = sheets.takeBack(corrected);
        var loaded = sheets.load(entries.stream().map(Entry::contactId).collect(Collectors.toCollection(TreeSet::new)));
        for (var entry : entries) {
            var sheet = loaded.get(entry.contactId());
            if (sheet != null) {
                sheet.add(-entry.points(), entry.halfLifeDays(), entry.click(), entry.at());
            }
        }
        var now = clock.instant();
        loaded.values().forEach(sheet -> thermometer.take(sheet, now));
        sheets.save(loaded.values(), now);
        publish(loaded, loaded.keySet(), now, lane);
    }

    private Map<ContactId, Whereabouts> whereabouts(List<Activity> activities) {
        var found = new HashMap<ContactId, Whereabouts>();
        jdbc.sql("""
                        select id as contact_id, split_part(email_key, '@', 2) as domain, time_zone
                        from contact where id = any(cast(:ids as uuid[]))
                        """)
                .param(
                        "ids",
                        ScoreSheets.ids(new HashSet<>(
                                activities.stream().map(Activity::contactId).toList())))
                .query(row -> {
                    found.put(
                            ScoreSheets.contact(row),
                            new Whereabouts(row.getString("domain"), properties.zoneOf(row.getString("time_zone"))));
                });
        return found;
    }

    private void apply(List<ActivityPoints> scored, Lane lane) {
        var ids = new TreeSet<ContactId>();
        scored.forEach(item -> ids.add(item.activity().contactId()));
        contacts.lock(ids);
        var fresh = withoutKnown(scored);
        if (fresh.isEmpty()) {
            return;
        }
        var loaded = sheets.load(ids);
        var counted = sheets.counted(capKeys(fresh));
        var entries = new ArrayList<Entry>();
        var awake = new TreeSet<ContactId>();
        for (var item : fresh) {
            var sheet = loaded.computeIfAbsent(item.activity().contactId(), ScoreSheet::new);
            if (item.human()) {
                sheet.seen(item.at());
            }
            if (item.points() != 0) {
                var points = sheet.counts(item.at()) ? item.afterCap(counted) : 0;
                sheet.add(points, item.halfLifeDays(), item.click(), item.at());
                entries.add(item.entry(points));
            }
            if (item.news()) {
                awake.add(sheet.contactId());
            }
        }
        var now = clock.instant();
        loaded.values().forEach(sheet -> thermometer.take(sheet, now));
        sheets.add(entries);
        sheets.save(loaded.values(), now);
        publish(loaded, awake, now, lane);
    }

    private List<ActivityPoints> withoutKnown(List<ActivityPoints> scored) {
        Set<UUID> known =
                sheets.known(scored.stream().map(item -> item.activity().id()).toList());
        return known.isEmpty()
                ? scored
                : scored.stream()
                        .filter(item -> !known.contains(item.activity().id()))
                        .toList();
    }

    private static Set<Capped> capKeys(Collection<ActivityPoints> scored) {
        var keys = new HashSet<Capped>();
        for (var item : scored) {
            if (item.cap() != null && item.points() != 0) {
                keys.add(item.capKey());
            }
        }
        return keys;
    }

    private void publish(Map<ContactId, ScoreSheet> loaded, Collection<ContactId> awake, Instant now, Lane lane) {
        var scores = awake.stream()
                .map(loaded::get)
                .filter(sheet -> sheet != null)
                .map(sheet -> sheet.at(now, sheet.temperature()))
                .toList();
        if (!scores.isEmpty()) {
            events.publishEvent(new LeadScored(scores, lane));
        }
    }
}
