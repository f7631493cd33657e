package dev.trellis.backtest;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.lifecycle.Stage;
import dev.trellis.scoring.Profile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The contacts as leads of the past.
 *
 * <p>Won is who became a customer or has a deal that was won and not refunded. Otherwise nothing is known yet of
 * whoever has an open deal or is with sales; lost is who has no other deals than lost ones, refused whom sales rejected
 * (other than as known already), silent who has had neither for half a year since coming. Younger ones are left out,
 * and so are those of whom nothing was known before sales had them.
 *
 * <p>What a contact did counts up to the activity that promoted it, and never from the moment on at which sales took it
 * up or its deal began. A deal that was entered later than it was won has no known beginning; there it counts up to the
 * day it was won.
 */
@Repository
class PastLeads {

    private static final Duration SILENCE = Duration.ofDays(182);

    private final JdbcClient jdbc;
    private final Clock clock;

    PastLeads(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    long count() {
        return jdbc.sql("select count(*) from contact").query(Long.class).single();
    }

    /**
     * The leads that follow, in the order of their ids.
     *
     * @param after the contact before them; null to begin
     * @param early the stages in which a contact is not promoted yet
     */
    List<PastLead> next(@Nullable ContactId after, int limit, Set<String> early) {
        var silentSince = clock.instant().minus(SILENCE);
        var contacts = jdbc.sql("""
                        select c.id, split_part(c.email_key, '@', 2) as email_domain, c.job_title, c.country, c.time_zone,
                               c.attributes, co.attributes as company_attributes, s.first_stage, s.promoted_at,
                               least(d.begun_at, h.begun_at) as taken_over_at, coalesce(d.won, false) or coalesce(s.customer, false) as won,
                               coalesce(d.open, false) or coalesce(h.open, false) as open, coalesce(d.lost, false) as lost,
                               coalesce(h.refused, false) as refused,
                               coalesce(s.came_at, c.created_at) <= :silentSince as silent
                        from (select * from contact where id > :after order by id limit :limit) c
                        left join company co on co.id = c.company_id
                        left join lateral (
                            select min(entered_at) as came_at, min(stage) filter (where number = 1) as first_stage,
                                   min(entered_at) filter (where stage <> all(:early)) as promoted_at,
                                   bool_or(stage in ('customer', 'evangelist')) as customer
                            from stage_entry where contact_id = c.id) s on true
                        left join lateral (
                            select bool_or(state = 'won' and refunded_on is null) as won, bool_or(state = 'open') as open,
                                   bool_or(state = 'lost' or refunded_on is not null) as lost,
                                   min(case when least(won_on, lost_on) < cast(opened_at at time zone 'UTC' as date)
                                            then cast(least(won_on, lost_on) as timestamp) at time zone 'UTC'
                                            else opened_at end) as begun_at
                            from deal where contact_id = c.id) d on true
                        left join lateral (
                            select min(opened_at) as begun_at,
                                   bool_or(state in ('open', 'accepted')
                                           or state = 'qualified' and coalesce(closed_at, opened_at) > :silentSince) as open,
                                   bool_or(state = 'rejected' and reason is distinct from 'duplicate') as refused
                            from handoff where contact_id = c.id and kind <> 'customer') h on true
                        order by c.id
                        """)
                .param("after", after == null ? new UUID(0, 0) : after.value())
                .param("limit", limit)
                .param("early", early.toArray(String[]::new))
                .param("silentSince", utc(silentSince))
                .query((row, number) -> Row.of(row))
                .list();
        var activities = activities(contacts);
        return contacts.stream()
                .map(row -> row.toLead(activities.getOrDefault(row.contact(), List.of()), early))
                .toList();
    }

    private Map<ContactId, List<Activity>> activities(List<Row> contacts) {
        var cutoffs = new HashMap<ContactId, Cutoff>();
        contacts.forEach(row -> cutoffs.put(row.contact(), row.cutoff()));
        var found = new HashMap<ContactId, List<Activity>>();
        var corrected = new HashSet<UUID>();
        jdbc.sql("""
                        select id, contact_id, type, at, recorded_at, properties ->> 'page' as page,
                               properties ->> 'asset' as asset, properties ->> 'verdict' as verdict,
                               properties ->> 'corrects' as corrects
                        from activity where contact_id = any(cast(:contacts as uuid[])) order by contact_id, at, id
                        """)
                .param(
                        "contacts",
                        cutoffs.keySet().stream().map(ContactId::toString).toArray(String[]::new))
                .query(row -> {
                    var activity = activity(row);
                    activity.corrects().ifPresent(corrected::add);
                    var cutoff = cutoffs.get(activity.contactId());
                    if (cutoff != null && cutoff.admits(activity.at())) {
                        found.computeIfAbsent(activity.contactId(), id -> new ArrayList<>())
                                .add(activity);
                    }
                });
        // What turned out to be no person's doing gave points only for a while.
        found.values().forEach(each -> each.removeIf(activity -> corrected.contains(activity.id())));
        return found;
    }

    private static Activity activity(ResultSet row) throws SQLException {
        var properties = new HashMap<String, Object>();
        for (var name : List.of("page", "asset", "verdict", Activity.CORRECTS)) {
            var value = row.getString(name);
            if (value != null) {
                properties.put(name, value);
            }
        }
        return new Activity(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                row.getString("type"),
                instant(row, "at"),
                instant(row, "recorded_at"),
                properties);
    }

    /** What is known about a contact besides its activities. */
    private record Row(
            ContactId contact,
            String emailDomain,
            @Nullable String timeZone,
            Profile profile,
            @Nullable String firstStage,
            Cutoff cutoff,
            Past past) {

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    new ContactId(row.getObject("id", UUID.class)),
                    row.getString("email_domain"),
                    row.getString("time_zone"),
                    Profile.of(
                            row.getString("job_title"),
                            row.getString("country"),
                            row.getString("company_attributes"),
                            row.getString("attributes")),
                    row.getString("first_stage"),
                    new Cutoff(instantOrNull(row, "promoted_at"), instantOrNull(row, "taken_over_at")),
                    past(row));
        }

        private static Past past(ResultSet row) throws SQLException {
            if (row.getBoolean("won")) {
                return Past.WON;
            }
            if (row.getBoolean("open")) {
                return Past.OPEN;
            }
            if (row.getBoolean("lost")) {
                return Past.LOST;
            }
            if (row.getBoolean("refused")) {
                return Past.REFUSED;
            }
            return row.getBoolean("silent") ? Past.SILENT : Past.YOUNG;
        }

        PastLead toLead(List<Activity> activities, Set<String> early) {
            boolean beganEarly = firstStage == null || early.contains(firstStage);
            return new PastLead(
                    contact,
                    beganEarly || !activities.isEmpty() ? past : Past.UNSEEN,
                    beganEarly && firstStage != null ? new Stage(firstStage) : Stage.LEAD,
                    profile,
                    emailDomain,
                    timeZone,
                    activities);
        }
    }
}
