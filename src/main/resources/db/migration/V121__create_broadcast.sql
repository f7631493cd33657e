-- One mail to everybody in a segment, planned slice by slice.
create table broadcast (
    id                   uuid primary key,
    -- The step of a diagram that wished it, and the job that waits until it is planned.
    element_instance_key bigint unique,
    job_key              bigint,
    process_id           text        not null,
    element_id           text        not null,
    name                 text        not null,
    template             text        not null,
    topic                text        not null,
    segment              jsonb       not null,
    send_window          text        not null,
    on_cap               text        not null check (on_cap in ('DELAY', 'SKIP')),
    repeat               boolean     not null,
    state                text        not null check (state in ('SCHEDULED', 'PLANNING', 'SENDING', 'DONE', 'CANCELLED')),
    created_by           text        not null,
    created_at           timestamptz not null,
    starts_at            timestamptz not null,
    not_after            timestamptz not null,
    -- The contact up to which it is planned; contacts are gone through in the order of their ids.
    planned_up_to        uuid,
    planned              bigint      not null default 0,
    planning_ended_at    timestamptz,
    finished_at          timestamptz
);

create index broadcast_by_creation on broadcast (created_at, id);
create index broadcast_unfinished on broadcast (starts_at) where state in ('SCHEDULED', 'PLANNING', 'SENDING');

-- How many of the segment get nothing, and why. A row for each contact would keep addresses for no use.
create table broadcast_skipped (
    broadcast_id uuid   not null references broadcast,
    reason       text   not null,
    contacts     bigint not null,
    primary key (broadcast_id, reason)
);

alter table send add column broadcast_id uuid;

-- The mail of each broadcast stands together and apart from all other, so that one of a million that is held, or has
-- only begun, is in nobody's way.
drop index send_to_claim;
create index send_to_claim on send (stream, next_attempt_at) where state = 'PLANNED' and broadcast_id is null;
drop index send_to_expire;
create index send_to_expire on send (not_after) where state = 'PLANNED' and broadcast_id is null;
create index send_to_claim_of_broadcast on send (broadcast_id, next_attempt_at)
    where state = 'PLANNED' and broadcast_id is not null;
create index send_of_broadcast on send (broadcast_id) where broadcast_id is not null;

-- Sums go by time, which rows follow closely enough for an index that costs next to nothing to keep.
create index send_by_time on send using brin (planned_at, accepted_at, finished_at) with (autosummarize = on);
