-- A place outside that is told what happens. One with no events is told only what diagrams tell it.
alter table webhook
    add column description      text        not null default '',
    add column kind             text        not null default 'standard',
    add column events           text[]      not null default '{}',
    add column active           boolean     not null default true,
    add column disabled_because text,                   -- switched off by us, and why; null where people did it
    add column credential       text,                   -- what its API wants to see, for kinds that have an API
    add column failing_since    timestamptz,            -- nothing has arrived since
    add column resting_until    timestamptz;            -- it has asked us to wait

-- Several are good at a time while the receiver changes from one to the next.
create table webhook_secret (
    id         bigint generated always as identity primary key,
    webhook_id uuid        not null references webhook (id) on delete cascade,
    secret     text        not null,
    created_at timestamptz not null,
    expires_at timestamptz                              -- replaced by a newer one, and signs until then
);

create index webhook_secret_webhook on webhook_secret (webhook_id);

insert into webhook_secret (webhook_id, secret, created_at)
select id, secret, created_at from webhook;

alter table webhook drop column secret;

-- What a webhook is to be told: written with the change it tells of, kept for a while after it has arrived.
create table webhook_delivery (
    id              bigint generated always as identity primary key,
    webhook_id      uuid        not null references webhook (id) on delete cascade,
    message_id      text        not null,               -- the same for every attempt, and for every webhook told
    type            text        not null,
    contact_id      uuid,
    data            text        not null,
    state           text        not null check (state in ('waiting', 'delivered', 'dead')),
    attempts        int         not null default 0,
    occurred_at     timestamptz not null,
    due_at          timestamptz not null,               -- claimed or backing off until then
    last_attempt_at timestamptz,
    last_status     int,
    last_answer     text,                               -- or why there was none
    finished_at     timestamptz,
    unique (webhook_id, message_id)
) with (fillfactor = 80);

create index webhook_delivery_due on webhook_delivery (webhook_id, due_at) where state = 'waiting';
create index webhook_delivery_listed on webhook_delivery (webhook_id, id);
create index webhook_delivery_dead on webhook_delivery (webhook_id, id) where state = 'dead';
create index webhook_delivery_contact on webhook_delivery (contact_id);

-- The hand-offs of whose lateness webhooks were told.
create table webhook_late_handoff (
    handoff_id uuid primary key references handoff (id) on delete cascade,
    due_at     timestamptz not null
);
