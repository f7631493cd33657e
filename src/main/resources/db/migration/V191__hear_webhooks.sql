-- Who outside may tell us things, and with which secret.
create table hook_source (
    id              uuid primary key,
    name            text        not null unique,
    description     text        not null default '',
    secret          text        not null,
    previous_secret text,                               -- good until then, while the sender changes over
    previous_until  timestamptz,
    active          boolean     not null default true,
    created_at      timestamptz not null
);

-- What they told us: each id once, kept whole for a while, with what was done about it.
create table hook_message (
    id          bigint generated always as identity primary key,
    source_id   uuid        not null references hook_source (id) on delete cascade,
    message_id  text        not null,
    type        text        not null,
    contact_id  uuid,
    body        text        not null,
    state       text        not null check (state in ('received', 'done', 'ignored', 'failed')),
    outcome     text        not null default '',
    received_at timestamptz not null,
    settled_at  timestamptz,
    unique (source_id, message_id)
);

create index hook_message_listed on hook_message (source_id, id);
create index hook_message_contact on hook_message (contact_id);
create index hook_message_received on hook_message (received_at);
