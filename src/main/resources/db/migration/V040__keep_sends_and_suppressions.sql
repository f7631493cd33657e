-- The key that signs links and hashes addresses; made by the first instance that needs it.
create table secret (
    name text primary key,
    key  bytea not null
);

-- One row per intended email, made before any byte of it is sent.
create table send (
    id                   uuid primary key,
    element_instance_key bigint      not null unique,
    job_key              bigint,
    contact_id           uuid        not null,
    stage_entry          integer,
    process_id           text        not null,
    element_id           text        not null,
    template             text        not null,
    template_version     text,
    stream               text        not null check (stream in ('marketing', 'transactional', 'internal')),
    topic                text,
    recipient_address    text        not null,
    recipient_name       text,
    to_contact           boolean     not null,
    owner_name           text,
    owner_email          text,
    in_the_name_of_owner boolean     not null,
    send_window          text        not null,
    on_cap               text        not null check (on_cap in ('DELAY', 'SKIP')),
    repeat               boolean     not null,
    links                jsonb       not null,
    facts                jsonb       not null,
    state                text        not null check (state in ('PLANNED', 'CLAIMED', 'HANDED_OVER', 'SENT', 'SUPPRESSED',
                                                               'CAPPED', 'EXPIRED', 'FAILED', 'UNKNOWN', 'CANCELLED')),
    reason               text,
    planned_at           timestamptz not null,
    due_at               timestamptz not null,
    counts_on            date        not null,
    not_after            timestamptz not null,
    next_attempt_at      timestamptz not null,
    attempts             integer     not null default 0,
    claimed_by           text,
    claimed_at           timestamptz,
    message_id           text        not null,
    subject              text,
    smtp_code            integer,
    smtp_enhanced        text,
    smtp_reply           text,
    accepted_at          timestamptz,
    finished_at          timestamptz
);

comment on column send.counts_on is 'the day, where the contact lives, against whose frequency cap it counts';

create index send_to_claim on send (stream, next_attempt_at) where state = 'PLANNED';
create index send_in_flight on send (claimed_at) where state in ('CLAIMED', 'HANDED_OVER');
create index send_of_contact on send (contact_id, planned_at);
create index send_to_expire on send (not_after) where state = 'PLANNED';

-- Who may not be written to. Survives the erasure of the contact: then only the address's keyed hash is left.
create table suppression (
    id           uuid primary key,
    address_hash text        not null,
    address      text,
    scope        text        not null,
    reason       text        not null check (reason in ('bounce', 'complaint', 'unsubscribe', 'erasure', 'manual')),
    evidence     text        not null,
    created_at   timestamptz not null,
    unique (address_hash, scope, reason)
);

comment on column suppression.scope is 'all, marketing, or topic:<name>';

-- Streams that people have stopped for now.
create table stream_pause (
    stream    text primary key check (stream in ('marketing', 'transactional', 'internal')),
    paused_at timestamptz not null,
    paused_by text        not null
);

-- The pace that all instances share.
create table send_pace (
    only_row boolean primary key default true check (only_row),
    next_at  timestamptz not null
);

insert into send_pace (next_at) values ('1970-01-01T00:00:00Z');

-- Where the links in our mails lead. The mail itself carries only the number and a signature.
create table link (
    id               integer generated always as identity primary key,
    template         text not null,
    template_version text not null,
    url              text not null,
    unique (template, template_version, url)
);
