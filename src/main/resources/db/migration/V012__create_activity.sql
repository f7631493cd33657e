create table activity (
    id          uuid primary key,
    contact_id  uuid        not null references contact,
    type        text        not null,
    at          timestamptz not null,
    recorded_at timestamptz not null,
    -- Of several activities with the same key only the first is kept.
    key         text,
    properties  jsonb       not null default '{}'
);

create unique index activity_by_key on activity (key) where key is not null;
create index activity_by_contact on activity (contact_id, at desc, id desc);
create index activity_by_type on activity (type, at);
