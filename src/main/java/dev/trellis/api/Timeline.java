package dev.trellis.api;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Everything that happened to a contact, whichever feature keeps it, in one list and one query a page. */
@Component
public class Timeline {

    /** What each feature adds: time, a key that orders what happened at the same time, and what to say about it. */
    private static final Map<String, String> SOURCES = new LinkedHashMap<>();

    static {
        SOURCES.put("activity", """
                select at, 'a' || id as key,
                       jsonb_build_object('id', id, 'activity', type, 'properties', properties) as details
                from activity where contact_id = :contact
                """);
        SOURCES.put("added", """
                select created_at as at, 'b' as key, jsonb_strip_nulls(jsonb_build_object('source', source)) as details
                from contact where id = :contact
                union all
                select at, 'b' || source, jsonb_build_object('source', source, 'again', true)
                from contact_touch where contact_id = :contact
                """);
        SOURCES.put("consent", """
                select changed_at as at, 'c' || topic || state as key,
                       jsonb_build_object('topic', topic, 'state', state, 'evidence', evidence) as details
                from (select topic, state, evidence, changed_at from consent where contact_id = :contact
                      union all
                      select topic, state, evidence, changed_at from consent_history
                      where contact_id = :contact) said
                """);
        SOURCES.put("stage", """
                select entered_at as at, 's' || lpad(number::text, 9, '0') as key,
                       jsonb_strip_nulls(jsonb_build_object('stage', stage, 'from', previous, 'entry', number,
                                                            'reason', reason, 'actor', actor)) as details
                from stage_entry where contact_id = :contact
                """);
        SOURCES.put("email", """
                select coalesce(accepted_at, finished_at, planned_at) as at, 'e' || id as key,
                       jsonb_strip_nulls(jsonb_build_object(
                           'id', id, 'template', template, 'state', replace(lower(state), '_', '-'),
                           'subject', subject, 'stream', stream, 'topic', topic, 'to', recipient_address,
                           'toContact', to_contact, 'reason', reason, 'smtpReply', smtp_reply,
                           'bouncedAt', bounced_at, 'bounceClass', bounce_class, 'bounceReason', bounce_reason)) as details
                from send where contact_id = :contact and test_by is null
                """);
        SOURCES.put("handoff", """
                select e.at, 'h' || lpad(e.id::text, 19, '0') as key,
                       jsonb_strip_nulls(jsonb_build_object(
                           'id', h.id, 'kind', h.kind, 'action', e.action, 'actor', e.actor, 'owner', e.owner,
                           'note', e.note, 'via', e.via)) as details
                from handoff h join handoff_history e on e.handoff_id = h.id where h.contact_id = :contact
                """);
        SOURCES.put("objection", """
                select asked_at as at, 'o' || id || '0' as key,
                       jsonb_build_object('id', id, 'action', 'logged', 'category', category, 'text', words,
                                          'actor', asked_by) as details
                from objection where contact_id = :contact
                union all
                select closed_at, 'o' || id || '1',
                       jsonb_strip_nulls(jsonb_build_object('id', id, 'action', state, 'category', category, 'kind', asset_kind,
                                                            'asset', asset, 'note', note, 'actor', closed_by))
                from objection where contact_id = :contact and closed_at is not null
                """);
        SOURCES.put("deal", """
                select e.at, 'd' || e.id as key,
                       jsonb_strip_nulls(jsonb_build_object(
                           'id', d.id, 'name', d.name, 'amount', d.amount, 'currency', d.currency,
                           'action', e.action, 'actor', e.actor, 'fromStep', e.from_step, 'toStep', e.to_step,
                           'note', e.note)) as details
                from deal d join deal_history e on e.deal_id = d.id
                where d.contact_id = :contact and e.action <> 'quote-viewed' -- an activity tells that
                union all
                select at, 'd' || id,
                       jsonb_build_object('action', 'churned', 'actor', actor, 'note', reason, 'on', churned_on)
                from churn where contact_id = :contact
                """);
        SOURCES.put("task", """
                select created_at as at, 't' || id || '0' as key,
                       jsonb_strip_nulls(jsonb_build_object('id', id, 'action', 'opened', 'kind', kind, 'title', title,
                                                            'note', note, 'owner', owner)) as details
                from task where contact_id = :contact
                union all
                select closed_at, 't' || id || '1',
                       jsonb_strip_nulls(jsonb_build_object('id', id, 'action', state, 'kind', kind, 'title', title,
                                                            'actor', closed_by, 'note', closed_because))
                from task where contact_id = :contact and closed_at is not null
                """);
        SOURCES.put("feedback", """
                select requested_at as at, 'f' || id || '0' as key,
                       jsonb_build_object('id', id, 'kind', kind, 'action', 'asked') as details
                from feedback where contact_id = :contact
                union all
                select answered_at, 'f' || id || '1',
                       jsonb_strip_nulls(jsonb_build_object('id', id, 'kind', kind, 'action', 'answered', 'score', score,
                                                            'comment', comment))
                from feedback where contact_id = :contact and answered_at is not null
                """);
        SOURCES.put("referral", """
                select attributed_at as at, 'r' || id || '0' as key,
                       jsonb_build_object('id', id, 'code', code, 'referrerId', referrer_id, 'contactId', contact_id,
                           'action', case when contact_id = :contact then 'came-by' else 'brought' end) as details
                from referral where :contact in (contact_id, referrer_id)
                union all
                select converted_at, 'r' || id || '1',
                       jsonb_build_object('id', id, 'code', code, 'referrerId', referrer_id, 'contactId', contact_id,
                           'action', 'converted')
                from referral where :contact in (contact_id, referrer_id) and converted_at is not null
                """);
    }

    /** The kinds of things a timeline holds. */
    public static final List<String> TYPES = List.copyOf(SOURCES.keySet());

    private static final TypeReference<Map<String, @Nullable Object>> DETAILS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Timeline(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * What happened to a contact, newest first.
     *
     * @param types only these; empty for all
     */
    public Page<TimelineItem> of(ContactId contact, Collection<String> types, @Nullable String after, int limit) {
        var place = Place.parse(after);
        var sources = chosen(types).entrySet().stream()
                .map(source -> "select at, '" + source.getKey() + "' as type, key, details from (" + source.getValue()
                        + (source.getKey().equals("activity") ? newest(place) : "") + ") " + source.getKey()
                        + "_events")
                .collect(Collectors.joining(" union all "));
        var statement = jdbc.sql("select at, type, key, details from (" + sources + ") everything "
                        + (place == null ? "" : "where (at, key) < (:at, :key) ")
                        + "order by at desc, key desc limit :limit")
                .param("contact", contact.value())
                .param("limit", limit + 1);
        if (place != null) {
            statement = statement.param("at", utc(place.at())).param("key", place.key());
        }
        var rows = statement
                .query((row, number) -> new Row(
                        row.getString("key"),
                        new TimelineItem(
                                instant(row, "at"),
                                row.getString("type"),
                                json.readValue(row.getString("details"), DETAILS))))
                .list();
        var items = rows.stream().limit(limit).map(Row::item).toList();
        if (rows.size() <= limit) {
            return new Page<>(items, null);
        }
        var last = rows.get(limit - 1);
        return new Page<>(items, new Place(last.item().at(), last.key()).toString());
    }

    /** Activities alone come in tens of thousands: of them a page reads what it shows, in the order of their index. */
    private static String newest(@Nullable Place place) {
        return (place == null ? "" : " and at <= :at and (at, 'a' || id) < (:at, :key)")
                + " order by at desc, id desc limit :limit";
    }

    private static Map<String, String> chosen(Collection<String> types) {
        if (types.isEmpty()) {
            return SOURCES;
        }
        var chosen = new LinkedHashMap<String, String>();
        for (var type : types) {
            var source = SOURCES.get(type);
            if (source == null) {
                throw new InvalidValueException("type", "must be one of " + String.join(", ", TYPES));
            }
            chosen.put(type, source);
        }
        return chosen;
    }

    private record Row(String key, TimelineItem item) {}

    /** Where a page ends. Opaque to callers. */
    private record Place(Instant at, String key) {

        static @Nullable Place parse(@Nullable String text) {
            if (text == null || text.isEmpty()) {
                return null;
            }
            try {
                var decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                var space = decoded.indexOf(' ');
                return new Place(Instant.parse(decoded.substring(0, space)), decoded.substring(space + 1));
            } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeParseException ex) {
                throw new InvalidValueException("after", "must be the 'next' of an earlier page of the same list");
            }
        }

        @Override
        public String toString() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((at + " " + key).getBytes(StandardCharsets.UTF_8));
        }
    }
}
