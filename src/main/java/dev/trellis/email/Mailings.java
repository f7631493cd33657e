package dev.trellis.email;

import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactQuery;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.platform.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Plans one email to many contacts, slice by slice in the order of their ids, with a few statements for each slice.
 *
 * <p>The rules are those of {@link SendPolicy}, said to the database. It is asked again for every mail when a sender
 * takes it, so what changes after the planning counts too. Only two things need Java: the keyed hash by which an
 * address is known to be suppressed, and the opening hours of a contact's time zone, once for each zone in a slice.
 */
@Service
public class Mailings {

    /** Whether the contact has too much of what a condition says, as {@link FrequencyCap} counts. */
    private static final String HAS_ENOUGH = """
            (select count(*) filter (where had.day = m.day) >= :%2$sPerDay
                    or count(*) >= :%2$sPerWeek
                       and exists (select from generate_series(0, 6) as n (back)
                                   where (select count(*) from unnest(array_agg(had.day)) as d (day)
                                          where d.day between m.day - n.back and m.day - n.back + 6)
                                         >= :%2$sPerWeek)
             from (select x.counts_on as day from send x
                   where x.contact_id = m.id and x.stream = 'marketing' and %1$s
                     and x.counts_on between m.day - 6 and m.day + 6
                     and (x.state in ('SENT', 'UNKNOWN')
                          or x.state = 'PLANNED'
                             and (x.next_attempt_at >= :now
                                  or exists (select from send_queue q where q.send_id = x.id and q.claimed_by is not null)))) had)
            """;

    /**
     * Each contact of the slice with the first rule that forbids the mail.
     *
     * <p>What is looked up for each contact is looked up by a row to be found, not by {@code exists}: of that,
     * PostgreSQL makes a table of all mail and of all suppressions there are, for each slice anew.
     */
    private static final String JUDGED =
            """
            with zone as materialized (
                select cast(:opens as timestamptz[]) as opens, cast(:spreads as float8[]) as spreads,
                       cast(:days as date[]) as days
            ), member as (
                select m.*,
                       zone.opens[m.slot] + zone.spreads[m.slot] * cast(m.key & 1048575 as float8) / 1048576
                                            * interval '1 millisecond' as due_at,
                       zone.days[m.slot] as day
                from unnest(:ids, :hashes, :sendIds, :keys, :slots) as m (id, hash, send_id, key, slot), zone
            ), judged as materialized (
                select m.*, c.email, nullif(concat_ws(' ', c.first_name, c.last_name), '') as name,
                       case
                           when (select s.scope from suppression s
                                 where s.address_hash = m.hash and s.scope = any(:scopes) limit 1) is not null
                               then 'suppressed'
                           when k.state is null then 'never-agreed'
                           when k.state = 'withdrawn' then 'withdrew'
                           when k.state = 'pending' then 'not-confirmed'
                           when not :repeat
                                and (select x.id from send x
                                     where x.contact_id = m.id and x.planned_at > :longAgo
                                       and x.template = :template and x.to_contact
                                       and x.state in ('PLANNED', 'SENT', 'UNKNOWN') limit 1) is not null
                               then 'had-it'
                           when m.due_at > :notAfter then 'too-late'
                           when :skipsCapped and %s
                               then 'capped'
                           when :skipsCapped and :topicIsCapped and %s
                               then 'capped'
                       end as skip
                from member m
                join contact c on c.id = m.id
                left join consent k on k.contact_id = m.id and k.topic = :topic
            )
            """.formatted(HAS_ENOUGH.formatted("true", "all"), HAS_ENOUGH.formatted("x.topic = :topic", "topic"));

    private static final String COUNTED = """
            select skip, count(*) as contacts from judged where skip is not null group by skip
            """;

    private static final String LOOKED_AT = COUNTED + """
            union all select null, count(*) from judged where skip is null
            """;

    private static final String PLANNED = """
            , planned as (
                insert into send (id, element_instance_key, contact_id, broadcast_id, process_id, element_id, template,
                                  stream, topic, recipient_address, recipient_name, to_contact, in_the_name_of_owner,
                                  send_window, on_cap, repeat, links, facts, state, planned_at, due_at, counts_on,
                                  not_after, next_attempt_at, message_id)
                select send_id, key, id, :broadcast, :process, :element, :template, 'marketing', :topic, email, name, true,
                       false, :window, :onCap, :repeat, '{}', '{}', 'PLANNED', :now, due_at, day, :notAfter, due_at,
                       '<' || send_id || '.1@' || :domain || '>'
                from judged where skip is null
                returning *
            ), queued as (
                %s from planned s
            )
            """.formatted(SendQueue.ENQUEUE) + COUNTED + """
            union all select null, count(*) from planned
            """;

    private final JdbcClient jdbc;
    private final Suppressions suppressions;
    private final SendWindows windows;
    private final FrequencyCaps caps;
    private final EmailProperties properties;
    private final MailSettings settings;
    private final Clock clock;

    Mailings(
            JdbcClient jdbc,
            Suppressions suppressions,
            SendWindows windows,
            FrequencyCaps caps,
            EmailProperties properties,
            MailSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.suppressions = suppressions;
        this.windows = windows;
        this.caps = caps;
        this.properties = properties;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Plans the mail for the contacts that follow another one. Whoever has it planned already for this broadcast makes
     * the whole slice fail: nobody gets it twice, and nobody is left out unnoticed.
     *
     * @param segment which of the contacts, by its condition
     * @param after the last contact of the slice before; null to begin
     * @param size how many contacts to look at, in the segment or not, so that a rare tag makes no slice long
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Slice plan(Mailing mailing, ContactQuery segment, @Nullable ContactId after, int size) {
        return slice(mailing, segment, after, size, true);
    }

    /** Says what {@link #plan} would do. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Slice look(Mailing mailing, ContactQuery segment, @Nullable ContactId after, int size) {
        return slice(mailing, segment, after, size, false);
    }

    private Slice slice(Mailing mailing, ContactQuery segment, @Nullable ContactId after, int size, boolean plans) {
        // A slice is a few thousand look-ups by key, whatever the statistics say of tables that have just been filled.
        // One that is lost with the power is planned again: whatever refers to it is written behind it, and lost too.
        jdbc.sql("""
                        set local plan_cache_mode = force_custom_plan; set local enable_seqscan = off;
                        set local enable_hashjoin = off; set local enable_mergejoin = off;
                        set local synchronous_commit = off
                        """).update();
        var from = after == null ? new UUID(0, 0) : after.value();
        var last = lastOfSlice(from, size);
        if (last == null) {
            return new Slice(null, 0, Map.of());
        }
        var now = now(clock);
        var members = members(segment, from, last, plans);
        var slots = new Slots(mailing.window(), now);
        var skipped = new EnumMap<Skip, Long>(Skip.class);
        long planned = 0;
        if (!members.isEmpty()) {
            var statement = judge(mailing, members, slots, now, plans);
            for (var count : statement.query(Mailings::toCount).list()) {
                if (count.skip() == null) {
                    planned = count.contacts();
                } else {
                    skipped.put(count.skip(), count.contacts());
                }
            }
        }
        return new Slice(new ContactId(last), planned, skipped);
    }

    private @Nullable UUID lastOfSlice(UUID from, int size) {
        return jdbc.sql("""
                        select id from (select id from contact where id > :from order by id limit :limit) next
                        order by id desc limit 1
                        """)
                .param("from", from)
                .param("limit", size)
                .query(UUID.class)
                .optional()
                .orElse(null);
    }

    /** Taken while it plans, so that nobody is erased, merged or unsubscribed in between. */
    private List<Member> members(ContactQuery segment, UUID from, UUID last, boolean lock) {
        var condition = segment.condition() == null ? "" : " and (" + segment.condition() + ")";
        return jdbc.sql(
                        "select c.id, c.email, c.time_zone, c.country from contact c where c.id > :from and c.id <= :last"
                                + condition + " order by c.id" + (lock ? " for no key update of c" : ""))
                .params(segment.parameters())
                .param("from", from)
                .param("last", last)
                .query((row, number) -> new Member(
                        Columns.uuid(row, "id"),
                        row.getString("email"),
                        row.getString("time_zone"),
                        row.getString("country")))
                .list();
    }

    private StatementSpec judge(Mailing mailing, List<Member> members, Slots slots, Instant now, boolean plans) {
        int size = members.size();
        var ids = new UUID[size];
        var hashes = new String[size];
        var sendIds = new UUID[size];
        var keys = new Long[size];
        var places = new Integer[size];
        for (int i = 0; i < size; i++) {
            var member = members.get(i);
            ids[i] = member.id();
            hashes[i] = suppressions.hash(member.email());
            sendIds[i] = Ids.next();
            keys[i] = EmailRequest.keyFor("broadcast:" + mailing.broadcast() + ":" + member.id());
            places[i] = slots.placeOf(member);
        }
        var onTopic = caps.on(mailing.topic()).orElse(caps.all());
        var statement = jdbc.sql(plans ? JUDGED + PLANNED : JUDGED + LOOKED_AT)
                .param("ids", ids)
                .param("hashes", hashes)
                .param("sendIds", sendIds)
                .param("keys", keys)
                .param("slots", places)
                .param("opens", slots.opens())
                .param("spreads", slots.spreads())
                .param("days", slots.days())
                .param(
                        "scopes",
                        new String[] {Suppressions.ALL, Suppressions.MARKETING, Suppressions.topic(mailing.topic())})
                .param("topic", mailing.topic())
                .param("template", mailing.template())
                .param("repeat", mailing.repeat())
                .param("skipsCapped", mailing.onCap() == OnCap.SKIP)
                .param("allPerDay", caps.all().perDay())
                .param("allPerWeek", caps.all().perWeek())
                .param("topicIsCapped", caps.on(mailing.topic()).isPresent())
                .param("topicPerDay", onTopic.perDay())
                .param("topicPerWeek", onTopic.perWeek())
                .param("longAgo", utc(now.minus(SendPolicy.REPEAT_AFTER)))
                .param("notAfter", utc(mailing.notAfter()))
                .param("now", utc(now));
        return plans
                ? statement
                        .param("broadcast", mailing.broadcast())
                        .param("process", mailing.processId())
                        .param("element", mailing.elementId())
                        .param("window", mailing.window())
                        .param("onCap", mailing.onCap().name())
                        .param("domain", settings.domain())
                : statement;
    }

    private static Count toCount(ResultSet row, int number) throws SQLException {
        var skip = row.getString("skip");
        return new Count(skip == null ? null : Skip.of(skip), row.getLong("contacts"));
    }

    private record Count(@Nullable Skip skip, long contacts) {}

    private record Member(
            UUID id,
            String email,
            @Nullable String timeZone,
            @Nullable String country) {}

    /** When the window opens, or that it is open, in each time zone that occurs. */
    private final class Slots {

        private final String window;
        private final Instant now;
        private final Map<ZoneId, Integer> places = new HashMap<>();
        private final List<String> opens = new ArrayList<>();
        private final List<Long> spreads = new ArrayList<>();
        private final List<String> days = new ArrayList<>();

        Slots(String window, Instant now) {
            this.window = window;
            this.now = now;
        }

        /** Counted from 1, as the database counts. */
        int placeOf(Member member) {
            return places.computeIfAbsent(
                    TimeZones.of(member.timeZone(), member.country(), properties.timeZone()), this::add);
        }

        private int add(ZoneId zone) {
            var first = windows.slot(window, now, zone, 0);
            var last = windows.slot(window, now, zone, 1);
            opens.add(first.toString());
            spreads.add(Duration.between(first, last).toMillis());
            days.add(LocalDate.ofInstant(first, zone).toString());
            return opens.size();
        }

        String[] opens() {
            return opens.toArray(String[]::new);
        }

        Long[] spreads() {
            return spreads.toArray(Long[]::new);
        }

        String[] days() {
            return days.toArray(String[]::new);
        }
    }
}
