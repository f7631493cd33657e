package dev.trellis.bench;

import static dev.trellis.platform.UtcTime.utc;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a company has after a few years, by its number of contacts: twice as many emails, as many activities and entries
 * of the audit log, a hand-off for one in ten, a deal for one in twenty.
 */
final class ListsFilling {

    /** Who may want to see no more than their own. */
    static final String SELLER = "seller-7@example.com";

    /** What one in some has is decided by other digits than what another one in some has. */
    private static final String OF_NUMBER =
            " (select i, abs(hashint4(i)) as h from generate_series(1, %s) as i) as number ";

    private static final String COMPANIES = """
            insert into company (id, name, name_key, domain, created_at, updated_at)
            select uuidv7(), 'Company ' || i, 'company ' || i, 'company' || i || '.example', :now, :now
            from generate_series(0, 19999) as i
            """;

    /** Few are far on their way, and the warm are among them; an old import lies below all that came since. */
    private static final String CONTACTS = """
            with person as (
                insert into contact (id, email, email_key, first_name, last_name, company_id, country, source, attributes,
                                     created_at, updated_at)
                select uuidv7(), e, e, (array['Ada', 'Grace', 'Kofi', 'Märta', 'Jiří', 'Sinéad', 'Lin', 'Oliver'])[1 + h % 8],
                       (array['Berg', 'Okonkwo', 'Novák', 'Walsh', 'Conti', 'Meyer', 'Lund'])[1 + h / 8 % 7] || h % 997,
                       company.id,
                       case when h % 3 = 0 then 'DE'
                            else (array['GB', 'US', 'FR', 'JP', 'NO', 'CZ', 'IT', 'ES'])[1 + h / 3 % 8] end,
                       case when i < :contacts * 0.4 then 'old-crm' else (array['fair', 'web', 'advert'])[1 + h % 3] end,
                       cast(case when h % 100 = 7 then '{"tags": "vip, partner"}'
                                 when h % 10 = 3 then '{"tags": "webinar"}' else '{}' end as jsonb),
                       :now, :now
                from NUMBER
                join lateral (select 'p' || h % 1000 || '-' || i || '@company' || h % 20000 || '.example' as e) as address on true
                left join company on company.name_key = 'company ' || h % 20000 and h % 3 > 0
                order by i
                returning id, abs(hashint4(cast(substring(email from '-([0-9]+)') as integer))) as h
            ), placed as (
                insert into lifecycle (contact_id, stage, entry, entered_at, closed_lost, journey)
                select id, case when h % 100 < 60 then 'subscriber' when h % 100 < 94 then 'lead'
                                when h % 100 < 96 then 'mql' when h % 100 < 97 then 'sql'
                                when h % 100 < 98 then 'opportunity' else 'customer' end,
                       1, :now, h % 100 = 93, false from person
            ), judged as (
                insert into score (contact_id, fit, temperature, changed_at)
                select id, (array['A', 'B', 'C', 'D', 'unknown'])[1 + h / 100 % 5],
                       case when h % 100 < 60 then 'cold' when h % 100 < 96 and h / 7 % 10 < 8 then 'cold'
                            when h / 11 % 3 = 0 then 'hot' else 'warm' end, :now
                from person where h % 100 >= 30
            ), did as (
                insert into activity (id, contact_id, type, at, recorded_at, properties)
                select uuidv7(), id, (array['page-viewed', 'page-viewed', 'link-clicked', 'form-submitted', 'replied'])[1 + h % 5],
                       :now - h % 400000 * interval '1 minute', :now, '{"page": "/pricing"}' from person
            )
            insert into contact_owner (contact_id, owner, since, actor)
            select id, 'seller-' || h / 100 % 200 || '@example.com', :now, 'bench' from person where h % 100 >= 90
            """.replace("NUMBER", OF_NUMBER.formatted(":contacts"));

    /** The list that one contact's own page shows grows longest where somebody visits every minute. */
    private static final String HISTORY = """
            insert into activity (id, contact_id, type, at, recorded_at)
            select uuidv7(), (select id from contact order by id limit 1), 'page-viewed', :now - i * interval '1 minute', :now
            from generate_series(1, 20000) as i
            """;

    private static final String SELLERS = """
            with added as (
                insert into member (email, name, capacity)
                select 'seller-' || i || '@example.com', 'Seller ' || i, 1000 from generate_series(0, 199) as i
                returning email)
            insert into team_member (team, member, position)
            select 'sales', email, 1 + row_number() over (order by email) from added
            """;

    private static final String USERS = """
            insert into app_user (name, password_hash, role, created_at, email, team)
            select 'user-' || i, '{noop}', 'sales', :now, 'user-' || i || '@example.com', 'sales'
            from generate_series(1, 300) as i
            """;

    /** What waits came in the last days; what is decided goes back for a year. */
    private static final String HANDOFFS = """
            with handed as (
                insert into handoff (id, contact_id, kind, stage_entry, team, state, owner, assigned_because, priority, score,
                                     fit, temperature, opened_at, due_at, accepted_at, closed_at, reason, note,
                                     element_instance_key, why, promoted_by, source, scored_by, scored_rows,
                                     scored_points)
                select uuidv7(), contact_id, case when h % 3 = 0 then 'sql' else 'mql' end, 1, 'sales', state, owner,
                       'fewest open', case when h % 11 = 0 then 'high' else 'normal' end, h % 80, 'B', 'warm',
                       opened_at, opened_at + interval '4 hours',
                       case when state in ('accepted', 'qualified', 'returned') then opened_at + interval '2 hours' end,
                       case when state in ('rejected', 'qualified', 'returned', 'withdrawn') then opened_at + interval '1 day' end,
                       case when state = 'rejected'
                            then (array['not-ready', 'wrong-fit', 'no-budget', 'no-response'])[1 + h / 7 % 4] end,
                       null, -i,
                       (array['Asked for a demo', 'Scored enough', 'Came by a referral', 'Uses it much', 'Replied', 'Visited us'])
                       [1 + h % 6],
                       'rule:' || h % 6, (array['fair', 'web', 'advert'])[1 + h / 31 % 3],
                       array[(array['Saw the prices', 'Saw a comparison', 'Read a story', 'Came back'])[1 + h / 17 % 4],
                             (array['Opened an email', 'Clicked a link', 'Replied', 'Opened many'])[1 + h / 19 % 4],
                             (array['Asked for a call', 'Sent a form', 'Took a guide', 'Saw a webinar'])[1 + h / 23 % 4]],
                       '{4, 9, 12}', '{20, 10, 5}'
                from (select i, h, contact_id, owner, state,
                             :now - case when state in ('open', 'accepted') then h % 4000 * interval '1 minute'
                                         else h % 500000 * interval '1 minute' + interval '3 days' end as opened_at
                      from (select i, abs(hashint4(i)) as h, contact_id, owner,
                                   (array['open', 'accepted', 'rejected', 'qualified', 'returned', 'withdrawn'])
                                   [width_bucket(abs(hashint4(i)) % 100, array[0, 2, 5, 50, 88, 95])] as state
                            from (select cast(row_number() over (order by contact_id) as int) as i, contact_id, owner
                                  from contact_owner) as owned) as decided
                      order by opened_at) as timed
                returning id, contact_id, opened_at, owner
            ), told as (
                insert into handoff_history (handoff_id, at, actor, action, owner)
                select id, opened_at + n * interval '1 hour', 'trellis', (array['opened', 'assigned', 'reminded'])[1 + n], owner
                from handed cross join generate_series(0, 2) as n
            )
            insert into score_entry (activity_id, contact_id, activity_type, at, day, full_points, points, half_life_days, click,
                                     rule, label)
            select uuidv7(), contact_id, 'page-viewed', opened_at - n * interval '1 day', :day, 5, 5, 30, false, n, 'Saw the prices'
            from handed cross join generate_series(1, 6) as n
            """;

    private static final String TASKS = """
            insert into task (id, contact_id, kind, title, team, owner, due_at, state, created_at, closed_at, closed_by)
            select uuidv7(), contact_id, case when h % 3 = 0 then 'call' else 'follow-up' end, 'Call about the quote', 'sales', owner,
                   case when h % 5 = 0 then :now + (h % 20000 - 10000) * interval '1 minute' else :now - h % 500000 * interval '1 minute' end,
                   case when h % 5 = 0 then 'open' else 'done' end, :now - h % 500000 * interval '1 minute',
                   case when h % 5 = 0 then null else :now end, case when h % 5 = 0 then null else owner end
            from (select contact_id, owner, abs(hashint4(cast(row_number() over (order by contact_id) as int))) as h
                  from contact_owner) as owned
            where h % 3 = 1
            """;

    private static final String DEALS = """
            with opened as (
                insert into deal (id, contact_id, name, amount, currency, expected_close_on, owner, step, state, won_on, renews_on,
                                  lost_reason, lost_on, opened_at, closed_at, updated_at, step_since)
                select uuidv7(), contact_id, 'Plan for ' || h % 500, 500 + h % 40000, case when h % 7 = 0 then 'USD' else 'EUR' end,
                       cast(:day as date) + h / 3 % 90 - 20, owner,
                       (array['prospecting', 'research', 'first-contact', 'demo', 'objections', 'closing'])[1 + h / 11 % 6],
                       state, case when state = 'won' then cast(:day as date) - h % 360 end,
                       case when state = 'won' then cast(:day as date) + h % 360 end,
                       case when state = 'lost' then (array['budget', 'timing', 'competitor', 'no-need'])[1 + h / 13 % 4] end,
                       case when state = 'lost' then cast(:day as date) - h % 360 end,
                       :now - h % 500000 * interval '1 minute', case when state <> 'open' then :now - h % 400000 * interval '1 minute' end,
                       :now - h % 400000 * interval '1 minute', :now - h % 30000 * interval '1 minute'
                from (select contact_id, owner, h, (array['open', 'won', 'lost'])[width_bucket(h % 100, array[0, 20, 60])] as state
                      from (select contact_id, owner, abs(hashint4(7 + cast(row_number() over (order by contact_id) as int))) as h
                            from contact_owner) as owned
                      where h / 100 % 2 = 0) as decided
                returning id, opened_at)
            insert into deal_history (id, deal_id, at, actor, action, to_step)
            select uuidv7(), id, opened_at, 'bench', 'opened', 'prospecting' from opened
            """;

    private static final String OBJECTIONS = """
            insert into objection (id, contact_id, category, words, asked_by, asked_at, state, asset_kind, asset, closed_by, closed_at)
            select uuidv7(), contact_id, (array['price', 'timing', 'security', 'trust'])[1 + h % 4], 'Where does the data stay?', owner,
                   :now - h % 500000 * interval '1 minute', case when h % 20 = 1 then 'open' else 'answered' end,
                   case when h % 20 = 1 then null else 'url' end,
                   case when h % 20 = 1 then null else 'https://example.com/security' end,
                   case when h % 20 = 1 then null else 'mia' end,
                   case when h % 20 = 1 then null else :now - h % 400000 * interval '1 minute' end
            from (select contact_id, owner, abs(hashint4(3 + cast(row_number() over (order by contact_id) as int))) as h
                  from contact_owner) as owned
            where h % 10 = 1
            """;

    private static final String BROADCASTS = """
            insert into broadcast (id, process_id, element_id, name, template, topic, segment, send_window, on_cap, repeat, state,
                                   created_by, created_at, starts_at, not_after, planned, planning_ended_at, finished_at)
            select cast(md5('broadcast ' || i) as uuid), '', '', 'News of week ' || i, 'newsletter', 'newsletter',
                   '{"stages": [], "topics": [], "countries": [], "tags": []}', 'ANY', 'DELAY', false,
                   'DONE', 'mia', at, at, at + interval '7 days', :contacts / 40, at, at + interval '1 day'
            from generate_series(1, 40) as i, lateral (select :now - i * interval '1 week' as at) as time
            """;

    /** In the order in which they were planned, as they come in life. Every other one is of a broadcast. */
    private static final String EMAILS = """
            insert into send (id, element_instance_key, contact_id, process_id, element_id, template, stream,
                              recipient_address, to_contact, in_the_name_of_owner, send_window, on_cap, repeat, links,
                              facts, state, reason, planned_at, due_at, counts_on, not_after, next_attempt_at, message_id,
                              subject, accepted_at, finished_at, broadcast_id)
            select uuidv7(), -row_number() over (), id, case when week > 0 then '' else 'lead' end,
                   case when week > 0 then '' else 'send-guide' end,
                   case when week > 0 then 'newsletter'
                        else (array['lead-1-problem', 'lead-2-guide', 'lead-3-story', 'lead-4-checklist'])[1 + h % 4] end,
                   'marketing', email, true, false, 'ANY', 'DELAY', false, '[]', '{}', state,
                   case state when 'FAILED' then '550 no such mailbox' when 'SUPPRESSED' then 'bounced before' end,
                   at, at, cast(at as date), at + interval '7 days', at, cast(id as text) || week, 'A guide for you',
                   case when state = 'SENT' then at end, at,
                   case when week > 0 then cast(md5('broadcast ' || week) as uuid) end
            from (select id, email, h, week, case when (h + week) % 500 = 1 then 'FAILED' when (h + week) % 100 = 2 then 'SUPPRESSED'
                                                  when (h + week) % 500 = 3 then 'EXPIRED' else 'SENT' end as state,
                         case when week > 0 then :now - week * interval '1 week' + h % 300 * interval '1 minute'
                              else :now - h % 500000 * interval '1 minute' end as at
                  from (select id, email, abs(hashint4(cast(substring(email from '-([0-9]+)') as integer))) as h from contact) as person
                  cross join lateral (values (0), (1 + h / 100 % 40)) as wave (week)
                  order by at) as planned
            """;

    private static final String AUDIT = """
            insert into audit (id, at, actor, action, object, detail, address)
            select uuidv7(), :now - (:contacts - i) * interval '30 seconds', (array['user-', 'api:crm-'])[1 + h % 2] || h / 2 % 50,
                   (array['handoff.accepted', 'deal.changed', 'contact.changed', 'signed-in'])[1 + h / 100 % 4],
                   (array['handoffs/', 'deals/', 'contacts/', 'users/'])[1 + h / 100 % 4] || md5(cast(h % 200000 as text)), null, '127.0.0.1'
            from NUMBER order by i
            """.replace("NUMBER", OF_NUMBER.formatted(":contacts"));

    /** Nobody listens, so nothing is told while it is measured. */
    private static final String DELIVERIES = """
            with webhook as (
                insert into webhook (id, name, url, created_at, events, active)
                select cast(md5('webhook ' || i) as uuid), 'crm-' || i, 'https://crm.example/hook', :now, '{deal.won}', false
                from generate_series(1, 3) as i
            ), source as (
                insert into hook_source (id, name, secret, created_at)
                select cast(md5('source ' || i) as uuid), 'shop-' || i, 'secret', :now from generate_series(1, 3) as i
            ), heard as (
                insert into hook_message (source_id, message_id, type, body, state, outcome, received_at, settled_at)
                select cast(md5('source ' || 1 + i % 3) as uuid), i, 'order.paid', '{"order": 1}', 'done', 'recorded', :now, :now
                from generate_series(1, :contacts / 10) as i
            )
            insert into webhook_delivery (webhook_id, message_id, type, data, state, attempts, occurred_at, due_at, finished_at)
            select cast(md5('webhook ' || 1 + i % 3) as uuid), i, 'deal.won', '{"deal": 1}',
                   case when h % 1000 = 1 then 'dead' when h % 1000 = 2 then 'waiting' else 'delivered' end, 1, :now, :now,
                   case when h % 1000 = 2 then null else cast(:now as timestamptz) end
            from NUMBER order by i
            """.replace("NUMBER", OF_NUMBER.formatted(":contacts / 3"));

    private ListsFilling() {}

    static void fill(JdbcClient jdbc, int contacts, Instant now) {
        var at = utc(now);
        for (var part : new String[] {
            COMPANIES,
            CONTACTS,
            HISTORY,
            SELLERS,
            USERS,
            HANDOFFS,
            TASKS,
            DEALS,
            OBJECTIONS,
            BROADCASTS,
            EMAILS,
            AUDIT,
            DELIVERIES
        }) {
            insert(jdbc, part, contacts, at);
        }
        jdbc.sql("vacuum analyze").update();
    }

    private static void insert(JdbcClient jdbc, String rows, int contacts, OffsetDateTime now) {
        jdbc.sql(rows)
                .param("contacts", contacts)
                .param("now", now)
                .param("day", now.toLocalDate())
                .update();
    }
}
