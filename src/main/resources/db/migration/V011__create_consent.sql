-- What a contact said last about a topic. The topic '*' is withdrawn when a contact wants no marketing mail at all.
create table consent (
    contact_id uuid        not null references contact,
    topic      text        not null,
    state      text        not null check (state in ('pending', 'granted', 'withdrawn')),
    evidence   text        not null,
    changed_at timestamptz not null,
    primary key (contact_id, topic)
);

create index consent_by_topic on consent (topic, state);

-- What it had said before.
create table consent_history (
    id         uuid primary key,
    contact_id uuid        not null references contact,
    topic      text        not null,
    state      text        not null,
    evidence   text        not null,
    changed_at timestamptz not null
);

create index consent_history_by_contact on consent_history (contact_id);
