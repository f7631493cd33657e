package dev.trellis.scoring;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.engine.Decision;
import dev.trellis.engine.Decisions;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.ScoreSheets.Capped;
import dev.trellis.scoring.ScoreSheets.Counted;
import dev.trellis.scoring.ScoreSheets.Entry;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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
import org.jspecify.annotations.Nullable;
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

    /** Clicks in mails: programs that check links make them too. */
    private static final Set<String> CLICKS = Set.of("link-clicked");

    private static final Duration NEWS = Duration.ofDays(7);

    private final Contacts contacts;
    private final Decisions decisions;
    private final ScoreSheets sheets;
    private final Thermometer thermometer;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final ZoneId zone;

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
        this.zone = properties.timeZone();
    }

    private record Whereabouts(String emailDomain, ZoneId zone) {}

    private record Scored(Activity activity, Instant at, LocalDate day, Decision decision) {

        double points() {
            var points = decision.number("points");
            return points == null ? 0 : points.doubleValue();
        }

        double halfLifeDays() {
            var days = decision.number("halfLifeDays");
            return days == null ? Decay.NEVER : days.doubleValue();
        }

        @Nullable
        Number cap() {
            return decision.number("dailyCap");
        }

        boolean human() {
            return Boolean.TRUE.equals(decision.get("human"));
        }

        boolean click() {
            return CLICKS.contains(activity.type());
        }

        Capped capKey() {
            return new Capped(activity.contactId(), activity.type(), day);
        }

        boolean news() {
            return activity.at().isAfter(activity.recordedAt().minus(NEWS));
        }
    }

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

    private List<Scored> score(List<Activity> activities) {
        var people = activities.stream().filter(Activity::isHuman).toList();
        if (people.isEmpty()) {
            return List.of();
        }
        var whereabouts = whereabouts(people);
        var unknown = new Whereabouts("", zone);
        var scored = new ArrayList<Scored>();
        for (var activity : people) {
            var where = whereabouts.getOrDefault(activity.contactId(), unknown);
            var decision = decisions.decide("lead-score", inputs(activity, where.emailDomain()));
            // A date in the future is a wrong clock somewhere: it happened at the latest when we heard of it.
            var at = activity.at().isAfter(activity.recordedAt()) ? activity.recordedAt() : activity.at();
            var item = new Scored(activity, at, LocalDate.ofInstant(at, where.zone()), decision);
            if (item.points() != 0 || item.human()) {
                scored.add(item);
            }
        }
        scored.sort(Comparator.comparing(Scored::at)
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

    private static Map<String, Object> inputs(Activity activity, String emailDomain) {
        var inputs = new HashMap<String, Object>();
        inputs.put("activityType", activity.type());
        putText(inputs, "page", activity.properties().get("page"));
        putText(inputs, "asset", activity.properties().get("asset"));
        inputs.put("emailDomain", emailDomain);
        return inputs;
    }

    private static void putText(Map<String, Object> inputs, String name, @Nullable Object value) {
        if (value != null) {
            inputs.put(name, value.toString());
        }
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
                            new Whereabouts(row.getString("domain"), zone(row.getString("time_zone"))));
                });
        return found;
    }

    private ZoneId zone(@Nullable String name) {
        if (name == null) {
            return zone;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return zone;
        }
    }

    private void apply(List<Scored> scored, Lane lane) {
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
                var points = sheet.counts(item.at()) ? afterCap(item, counted) : 0;
                sheet.add(points, item.halfLifeDays(), item.click(), item.at());
                entries.add(entry(item, points));
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

    private List<Scored> withoutKnown(List<Scored> scored) {
        Set<UUID> known =
                sheets.known(scored.stream().map(item -> item.activity().id()).toList());
        return known.isEmpty()
                ? scored
                : scored.stream()
                        .filter(item -> !known.contains(item.activity().id()))
                        .toList();
    }

    private static Set<Capped> capKeys(Collection<Scored> scored) {
        var keys = new HashSet<Capped>();
        for (var item : scored) {
            if (item.cap() != null && item.points() != 0) {
                keys.add(item.capKey());
            }
        }
        return keys;
    }

    /** What counts of the activity, with what its type gave that day before. Gains and losses are capped apart. */
    private static double afterCap(Scored item, Map<Capped, Counted> counted) {
        var before = counted.getOrDefault(item.capKey(), new Counted(0, 0));
        double points = item.points();
        var cap = item.cap();
        if (cap != null) {
            points = points > 0
                    ? Math.clamp(cap.doubleValue() - before.gained(), 0, points)
                    : -Math.clamp(cap.doubleValue() + before.lost(), 0, -points);
        }
        counted.put(
                item.capKey(),
                points > 0
                        ? new Counted(before.gained() + points, before.lost())
                        : new Counted(before.gained(), before.lost() + points));
        return points == 0 ? 0 : points;
    }

    private static Entry entry(Scored item, double points) {
        var activity = item.activity();
        return new Entry(
                activity.id(),
                activity.contactId(),
                activity.type(),
                item.at(),
                item.day(),
                item.points(),
                points,
                item.halfLifeDays(),
                item.click(),
                item.decision().rule(),
                item.decision().label());
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
