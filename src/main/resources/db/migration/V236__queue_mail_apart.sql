-- What is still to go, and which of it the senders have in hand. A mail stands here until it is settled, so that what
-- happens to it on its way is written into a short row of a small table, and so that nothing by which mail is looked for
-- changes in its long row when it is settled: PostgreSQL then writes the new row beside the old one and touches no index.
-- Vacuum does not cut it short: it grows back within the minute, and plans made while it was short would read all of it.
create table send_queue (
    send_id          uuid primary key,
    stream           text        not null,
    broadcast_id     uuid,
    process_id       text        not null,
    template         text        not null,
    deal_id          uuid,
    next_attempt_at  timestamptz not null,
    not_after        timestamptz not null,
    claimed_by       text,
    claimed_at       timestamptz,
    relay            text,
    handed_over_at   timestamptz,
    subject          text,
    template_version text,
    variant          text,
    check ((claimed_by is null) = (claimed_at is null) and (claimed_by is not null or handed_over_at is null))
) with (fillfactor = 35, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, vacuum_truncate = false);

comment on table send_queue is 'a row for each send that is PLANNED; no foreign key, it would lock the long row once more';
comment on column send_queue.claimed_by is 'the instance that has it in hand; in no index, or each claim would write them all';
comment on column send_queue.handed_over_at is 'from then on the relay may have the bytes; after a crash nobody knows';

insert into send_queue (send_id, stream, broadcast_id, process_id, template, deal_id, next_attempt_at, not_after,
                        claimed_by, claimed_at, relay, handed_over_at, subject, template_version, variant)
select s.id, s.stream, s.broadcast_id, s.process_id, s.template, s.deal_id, s.next_attempt_at, s.not_after,
       c.claimed_by, c.claimed_at, c.relay, c.handed_over_at, c.subject, c.template_version, c.variant
from send s left join send_claim c on c.send_id = s.id
where s.state = 'PLANNED';

drop table send_claim;

-- The mail of each broadcast stands together and apart from all other, so that one of a million that is held, or has
-- only begun, is in nobody's way.
create index send_queue_due on send_queue (stream, next_attempt_at) where broadcast_id is null;
create index send_queue_due_of_broadcast on send_queue (broadcast_id, next_attempt_at) where broadcast_id is not null;
create index send_queue_to_expire on send_queue (not_after) where broadcast_id is null;
create index send_queue_of_deal on send_queue (deal_id) where deal_id is not null;

drop index send_to_claim;
drop index send_to_claim_of_broadcast;
drop index send_to_expire;
drop index send_of_deal;
drop index send_not_sent;
drop index send_of_variant;

-- Both stay null for nearly all mail when it is settled. Half of each page is left to the rows as they are then.
alter table send set (fillfactor = 50);
alter table send
    add column not_sent text generated always as (
        case when state in ('SUPPRESSED', 'CAPPED', 'EXPIRED', 'FAILED', 'UNKNOWN', 'CANCELLED') then state end) stored,
    add column variant_of text generated always as (
        case when variant is not null then template || ' ' || template_version end) stored;

comment on column send.not_sent is 'the state of what will not go, or may not have gone; what people look for';
comment on column send.variant_of is 'the template and its version, where the mail is one of several variants';

create index send_not_sent on send (not_sent, id) where not_sent is not null;
create index send_of_variant on send (variant_of) where variant_of is not null;

-- Whoever has something in hand is known as a sender until that is taken over.
insert into sender (id, seen_at) select distinct claimed_by, timestamptz '-infinity' from send_queue
where claimed_by is not null on conflict do nothing;
