package dev.trellis.scoring;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored {@link ScoreSheet}s and the entries they are made of. */
@Repository
class ScoreSheets {

    private final JdbcClient jdbc;

    ScoreSheets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What one activity gave. */
    record Entry(
            UUID activityId,
            ContactId contactId,
            String type,
            Instant at,
            LocalDate day,
            double fullPoints,
            double points,
            double halfLifeDays,
            boolean click,
            int rule,
            String label) {}

    /** What was counted of one activity type on one day. */
    record Capped(ContactId contactId, String type, LocalDate day) {}

    /** The sums for the good and for the bad, which are capped apart. */
    record Counted(double gained, double lost) {}

    /** One sheet for each contact; an empty one where nothing is stored. */
    Map<ContactId, ScoreSheet> load(Collection<ContactId> contacts) {
        var sheets = new HashMap<ContactId, ScoreSheet>();
        if (contacts.isEmpty()) {
            return sheets;
        }
        var ids = ids(contacts);
        jdbc.sql("select * from score where contact_id = any(cast(:ids as uuid[]))")
                .param("ids", ids)
                .query(row -> {
                    var contact = contact(row);
                    sheets.put(
                            contact,
                            new ScoreSheet(
                                    contact,
                                    fit(row.getString("fit")),
                                    Temperature.valueOf(
                                            row.getString("temperature").toUpperCase(Locale.ROOT)),
                                    instantOrNull(row, "last_activity_at"),
                                    instantOrNull(row, "counts_from"),
                                    instantOrNull(row, "next_change_at")));
                });
        contacts.forEach(contact -> sheets.computeIfAbsent(contact, ScoreSheet::new));
        jdbc.sql("select * from score_part where contact_id = any(cast(:ids as uuid[]))")
                .param("ids", ids)
                .query(row -> {
                    var sheet = sheets.get(contact(row));
                    var asOf = instantOrNull(row, "as_of");
                    if (sheet != null && asOf != null) {
                        sheet.put(new ScorePart(
                                row.getDouble("half_life_days"),
                                row.getDouble("points"),
                                row.getDouble("click_points"),
                                asOf));
                    }
                });
        return sheets;
    }

    void save(Collection<ScoreSheet> sheets, Instant now) {
        if (sheets.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into score (contact_id, fit, temperature, last_activity_at, counts_from, next_change_at,
                                           changed_at)
                        select n.contact_id, n.fit, n.temperature, n.last_activity_at, n.counts_from, n.next_change_at, :now
                        from unnest(cast(:contacts as uuid[]), cast(:fits as text[]), cast(:temperatures as text[]),
                                    cast(:seen as timestamptz[]), cast(:from as timestamptz[]),
                                    cast(:changes as timestamptz[]))
                             as n (contact_id, fit, temperature, last_activity_at, counts_from, next_change_at)
                        on conflict (contact_id) do update
                        set fit = excluded.fit, temperature = excluded.temperature,
                            last_activity_at = excluded.last_activity_at, counts_from = excluded.counts_from,
                            next_change_at = excluded.next_change_at, changed_at = excluded.changed_at
                        """)
                .param("contacts", array(sheets, ScoreSheet::contactId))
                .param("fits", array(sheets, sheet -> sheet.fit().label()))
                .param(
                        "temperatures",
                        array(sheets, sheet -> sheet.temperature().label()))
                .param("seen", array(sheets, ScoreSheet::lastActivityAt))
                .param("from", array(sheets, ScoreSheet::countsFrom))
                .param("changes", array(sheets, ScoreSheet::nextChangeAt))
                .param("now", utc(now))
                .update();
        saveParts(sheets);
    }

    private void saveParts(Collection<ScoreSheet> sheets) {
        var owners = new ArrayList<ContactId>();
        var parts = new ArrayList<ScorePart>();
        for (var sheet : sheets) {
            for (var part : sheet.parts()) {
                owners.add(sheet.contactId());
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into score_part (contact_id, half_life_days, points, click_points, as_of)
                        select * from unnest(cast(:contacts as uuid[]), cast(:halfLives as double precision[]),
                                             cast(:points as double precision[]), cast(:clicks as double precision[]),
                                             cast(:asOf as timestamptz[]))
                        on conflict (contact_id, half_life_days) do update
                        set points = excluded.points, click_points = excluded.click_points, as_of = excluded.as_of
                        """)
                .param("contacts", ids(owners))
                .param("halfLives", array(parts, ScorePart::halfLifeDays))
                .param("points", array(parts, ScorePart::points))
                .param("clicks", array(parts, ScorePart::clickPoints))
                .param("asOf", array(parts, ScorePart::asOf))
                .update();
    }

    /** Forgets the sums; {@link #save} writes those that are left. */
    void deleteParts(Collection<ContactId> contacts) {
        jdbc.sql("delete from score_part where contact_id = any(cast(:ids as uuid[]))")
                .param("ids", ids(contacts))
                .update();
    }

    /** What was counted on those days before. */
    Map<Capped, Counted> counted(Collection<Capped> keys) {
        var counted = new HashMap<Capped, Counted>();
        if (keys.isEmpty()) {
            return counted;
        }
        jdbc.sql("""
                        select e.contact_id, e.activity_type, e.day,
                               coalesce(sum(e.points) filter (where e.points > 0), 0) as gained,
                               coalesce(sum(e.points) filter (where e.points < 0), 0) as lost
                        from unnest(cast(:contacts as uuid[]), cast(:types as text[]), cast(:days as date[]))
                             as k (contact_id, activity_type, day)
                        join score_entry e using (contact_id, activity_type, day)
                        group by e.contact_id, e.activity_type, e.day
                        """)
                .param("contacts", array(keys, Capped::contactId))
                .param("types", array(keys, Capped::type))
                .param("days", array(keys, Capped::day))
                .query(row -> {
                    counted.put(
                            new Capped(
                                    contact(row),
                                    row.getString("activity_type"),
                                    row.getObject("day", LocalDate.class)),
                            new Counted(row.getDouble("gained"), row.getDouble("lost")));
                });
        return counted;
    }

    /** Those of the activities that have an entry already. */
    Set<UUID> known(Collection<UUID> activities) {
        return new HashSet<>(
                jdbc.sql("select activity_id from score_entry where activity_id = any(cast(:ids as uuid[]))")
                        .param("ids", array(activities, id -> id))
                        .query(UUID.class)
                        .list());
    }

    void add(Collection<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into score_entry (activity_id, contact_id, activity_type, at, day, full_points, points,
                                                 half_life_days, click, rule, label)
                        select * from unnest(cast(:ids as uuid[]), cast(:contacts as uuid[]), cast(:types as text[]),
                                             cast(:ats as timestamptz[]), cast(:days as date[]),
                                             cast(:full as double precision[]), cast(:points as double precision[]),
                                             cast(:halfLives as double precision[]), cast(:clicks as boolean[]),
                                             cast(:rules as integer[]), cast(:labels as text[]))
                        """)
                .param("ids", array(entries, Entry::activityId))
                .param("contacts", array(entries, Entry::contactId))
                .param("types", array(entries, Entry::type))
                .param("ats", array(entries, Entry::at))
                .param("days", array(entries, Entry::day))
                .param("full", array(entries, Entry::fullPoints))
                .param("points", array(entries, Entry::points))
                .param("halfLives", array(entries, Entry::halfLifeDays))
                .param("clicks", array(entries, Entry::click))
                .param("rules", array(entries, Entry::rule))
                .param("labels", array(entries, Entry::label))
                .update();
    }

    /**
     * Lets the activities' entries count for nothing from now on.
     *
     * @return the entries as they were, those that counted
     */
    List<Entry> takeBack(Collection<UUID> activities) {
        return jdbc.sql("""
                        update score_entry e set points = 0, label = e.label || ' (taken back: no person did it)'
                        from score_entry before
                        where before.activity_id = e.activity_id and before.points <> 0
                          and e.activity_id = any(cast(:ids as uuid[]))
                        returning before.*
                        """)
                .param("ids", array(activities, id -> id))
                .query(ScoreSheets::entry)
                .list();
    }

    /** The contact's entries that still count, oldest first. */
    List<Entry> entries(Collection<ContactId> contacts) {
        return jdbc.sql("""
                        select e.* from score_entry e left join score s using (contact_id)
                        where e.contact_id = any(cast(:contacts as uuid[]))
                          and (s.counts_from is null or e.at > s.counts_from)
                        order by e.at, e.activity_id
                        """)
                .param("contacts", array(contacts, id -> id))
                .query(ScoreSheets::entry)
                .list();
    }

    /** The entries of contacts that count and came after a moment of each. */
    List<Entry> entriesSince(Map<ContactId, Instant> since) {
        if (since.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        select e.* from unnest(cast(:contacts as uuid[]), cast(:since as timestamptz[]))
                                        as k (contact_id, since)
                        join score_entry e using (contact_id) left join score s using (contact_id)
                        where e.at > k.since and (s.counts_from is null or e.at > s.counts_from)
                        """)
                .param("contacts", array(since.keySet(), id -> id))
                .param("since", array(since.values(), at -> at))
                .query(ScoreSheets::entry)
                .list();
    }

    /** Contacts whose temperature was to change by now. */
    List<ContactId> due(Instant now, int limit) {
        return jdbc.sql(
                        "select contact_id from score where next_change_at <= :now order by next_change_at limit :limit")
                .param("now", utc(now))
                .param("limit", limit)
                .query((row, number) -> contact(row))
                .list();
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getObject("activity_id", UUID.class),
                contact(row),
                row.getString("activity_type"),
                instant(row, "at"),
                row.getObject("day", LocalDate.class),
                row.getDouble("full_points"),
                row.getDouble("points"),
                row.getDouble("half_life_days"),
                row.getBoolean("click"),
                row.getInt("rule"),
                row.getString("label"));
    }

    static Fit fit(@Nullable String label) {
        return label == null || label.equals("unknown") ? Fit.UNKNOWN : Fit.valueOf(label);
    }

    static ContactId contact(ResultSet row) throws SQLException {
        return new ContactId(row.getObject("contact_id", UUID.class));
    }

    static @Nullable String[] ids(Collection<ContactId> contacts) {
        return array(contacts, contact -> contact);
    }

    /** An array parameter for {@code unnest}, each element in PostgreSQL's text form. */
    static <T> @Nullable String[] array(Collection<T> values, Function<? super T, ? extends @Nullable Object> element) {
        var array = new @Nullable String[values.size()];
        int i = 0;
        for (var value : values) {
            var text = element.apply(value);
            array[i++] = text == null ? null : text.toString();
        }
        return array;
    }
}
