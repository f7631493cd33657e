package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The append-only timeline of what contacts did. */
@Service
public class Activities {

    private final JdbcClient jdbc;
    private final Json json;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Activities(JdbcClient jdbc, Json json, Clock clock, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Records activities and publishes {@link ActivitiesRecorded} with those that were not repeats. Activities of
     * contacts that are gone are left out.
     *
     * @return the new ones
     */
    @Transactional
    public List<Activity> record(Collection<NewActivity> activities, Lane lane) {
        if (activities.isEmpty()) {
            return List.of();
        }
        var now = now(clock);
        var stored = insert(inKeyOrder(activities, now));
        if (!stored.isEmpty()) {
            events.publishEvent(new ActivitiesRecorded(stored, lane));
        }
        return stored;
    }

    /** What the contact did, newest first. */
    public Page<Activity> timeline(ContactId contact, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var statement = jdbc.sql("select * from activity where contact_id = :contact "
                        + (cursor == null ? "" : "and (at, id) < (:at, :id) ")
                        + "order by at desc, id desc limit :limit")
                .param("contact", contact.value())
                .param("limit", limit + 1);
        if (cursor != null) {
            statement = statement.param("at", utc(cursor.at())).param("id", cursor.id());
        }
        return Page.of(
                statement.query(this::toActivity).list(), limit, activity -> new Cursor(activity.at(), activity.id()));
    }

    /** When the contact last did one of these; null if never. A call that did not reach it is none. */
    public @Nullable Instant last(ContactId contact, Collection<String> types) {
        return jdbc.sql("""
                        select * from activity
                        where contact_id = :contact and type = any(:types)
                          and (type <> :call or coalesce(properties ->> :outcome, :reached) = :reached)
                        order by at desc, id desc limit 1
                        """)
                .param("contact", contact.value())
                .param("types", types.toArray(String[]::new))
                .param("call", ActivityTypes.CALL_LOGGED)
                .param("outcome", Activity.OUTCOME)
                .param("reached", Activity.REACHED)
                .query(this::toActivity)
                .optional()
                .map(Activity::at)
                .orElse(null);
    }

    /** The activities recorded under these keys, by key. */
    public Map<String, UUID> idsByKey(Collection<String> keys) {
        var ids = new HashMap<String, UUID>();
        if (!keys.isEmpty()) {
            jdbc.sql("select key, id from activity where key = any(:keys)")
                    .param("keys", keys.toArray(String[]::new))
                    .query(row -> {
                        ids.put(row.getString("key"), row.getObject("id", UUID.class));
                    });
        }
        return ids;
    }

    /** Those of the keys under which something has been recorded. */
    public Set<String> known(Collection<String> keys) {
        if (keys.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql("select key from activity where key = any(:keys)")
                .param("keys", keys.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    // Two transactions that record the same keys in different orders would wait for each other.
    private static List<Row> inKeyOrder(Collection<NewActivity> activities, Instant now) {
        var rows = new ArrayList<Row>(activities.size());
        for (var activity : activities) {
            var at = activity.at() == null ? now : activity.at();
            rows.add(new Row(
                    activity.key(),
                    new Activity(
                            Ids.next(),
                            activity.contactId(),
                            activity.type(),
                            at.truncatedTo(ChronoUnit.MICROS),
                            now,
                            activity.properties())));
        }
        rows.sort(Comparator.comparing(Row::key, Comparator.nullsFirst(Comparator.naturalOrder())));
        return rows;
    }

    private List<Activity> insert(List<Row> rows) {
        var stored = new HashSet<>(jdbc.sql("""
                        insert into activity (id, contact_id, type, at, recorded_at, key, properties)
                        select n.id, n.contact_id, n.type, n.at, :now, n.key, n.properties
                        from unnest(cast(:ids as uuid[]), cast(:contacts as uuid[]), cast(:types as text[]),
                                    cast(:ats as timestamptz[]), cast(:keys as text[]), cast(:properties as jsonb[]))
                             with ordinality as n (id, contact_id, type, at, key, properties, position)
                        where exists (select 1 from contact c where c.id = n.contact_id)
                        order by n.position
                        on conflict do nothing
                        returning id
                        """)
                .param("now", utc(rows.getFirst().activity().recordedAt()))
                .param("ids", Sql.array(rows, row -> row.activity().id()))
                .param("contacts", Sql.array(rows, row -> row.activity().contactId()))
                .param("types", Sql.array(rows, row -> row.activity().type()))
                .param("ats", Sql.array(rows, row -> row.activity().at()))
                .param("keys", Sql.array(rows, Row::key))
                .param(
                        "properties",
                        Sql.array(rows, row -> json.write(row.activity().properties())))
                .query(UUID.class)
                .list());
        return rows.stream()
                .map(Row::activity)
                .filter(activity -> stored.contains(activity.id()))
                .sorted(Comparator.comparing(Activity::id))
                .toList();
    }

    private Activity toActivity(ResultSet row, int number) throws SQLException {
        return new Activity(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                row.getString("type"),
                instant(row, "at"),
                instant(row, "recorded_at"),
                json.objects(row.getString("properties")));
    }

    private record Row(@Nullable String key, Activity activity) {}
}
