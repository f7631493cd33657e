-- A mail that the relay took and that came back later. It stays SENT: it did leave, and is counted so.
alter table send
    add column bounced_at    timestamptz,
    add column bounce_class  text check (bounce_class in ('address', 'transient', 'policy')),
    add column bounce_status text,
    add column bounce_reason text;

create index send_bounced on send (bounced_at) where bounced_at is not null;

-- What arrived, from a mailbox, a post or a relay's webhook. The hash makes reading it again harmless.
create table inbound (
    id            uuid primary key,
    raw_sha256    bytea       not null unique,
    source        text        not null,
    kind          text        not null check (kind in ('bounce', 'delay', 'delivery', 'complaint', 'unsubscribe', 'reply',
                                                       'auto-reply', 'unknown')),
    received_at   timestamptz not null,
    send_id       uuid,
    contact_id    uuid,
    from_address  text,
    subject       text,
    bounce_class  text,
    bounce_status text,
    text          text,
    raw           bytea,
    done          text        not null
);

comment on column inbound.text is 'what a person wrote, or the words of a refusal';
comment on column inbound.raw is 'kept where we do not know what it is or whom it is about, so that nothing is lost';
comment on column inbound.done is 'what was done about it, in words';

create index inbound_by_time on inbound (received_at, id);
create index inbound_of_contact on inbound (contact_id, received_at) where contact_id is not null;

-- How far a mailbox has been read.
create table mailbox_cursor (
    mailbox      text primary key,
    uid_validity bigint not null,
    last_uid     bigint not null
);
