-- Which mails the senders have in hand. A mail is planned until it is settled; what happens in between is written here,
-- three times for each mail, into a short row of a small table instead of the long row of a large one with its indexes.
-- Vacuum does not cut it short: it grows back within the minute, and plans made while it was short would read all of it.
create table send_claim (
    send_id          uuid primary key,
    claimed_by       text        not null,
    claimed_at       timestamptz not null,
    relay            text        not null,
    handed_over_at   timestamptz,
    subject          text,
    template_version text,
    variant          text
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, vacuum_truncate = false);

comment on table send_claim is 'no foreign key: it would lock the long row once more for each mail';
comment on column send_claim.handed_over_at is 'from then on the relay may have the bytes; after a crash nobody knows';

insert into send_claim (send_id, claimed_by, claimed_at, relay, handed_over_at, subject, template_version, variant)
select id, claimed_by, claimed_at, coalesce(relay, ''), case when state = 'HANDED_OVER' then claimed_at end,
       subject, template_version, variant
from send where state in ('CLAIMED', 'HANDED_OVER');

update send set state = 'PLANNED' where state in ('CLAIMED', 'HANDED_OVER');

drop index send_in_flight;
drop index send_of_deal;
create index send_of_deal on send (deal_id) where state = 'PLANNED';
alter table send drop column claimed_at;
alter table send drop constraint send_state_check;
alter table send add constraint send_state_check
    check (state in ('PLANNED', 'SENT', 'SUPPRESSED', 'CAPPED', 'EXPIRED', 'FAILED', 'UNKNOWN', 'CANCELLED'));
comment on column send.claimed_by is 'the instance that had it in hand last';
