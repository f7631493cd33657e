create table handoff_reject_reason (
    name     text primary key,
    label    text    not null,
    position int     not null,
    active   boolean not null default true
);

insert into handoff_reject_reason (name, label, position) values
    ('not-ready', 'Not ready to buy', 1),
    ('wrong-fit', 'Not whom we sell to', 2),
    ('no-budget', 'No budget', 3),
    ('no-response', 'Does not answer', 4),
    ('duplicate', 'Known already', 5),
    ('competitor', 'A competitor', 6);

create table handoff (
    id                   uuid primary key,
    contact_id           uuid        not null references contact (id),
    kind                 text        not null check (kind in ('mql', 'sql', 'customer')),
    stage_entry          int         not null,
    team                 text        not null,
    state                text        not null
        check (state in ('open', 'accepted', 'rejected', 'qualified', 'returned', 'withdrawn')),
    owner                text,
    assigned_because     text        not null,
    priority             text        not null check (priority in ('normal', 'high')),
    playbook             text,
    score                float8      not null,
    fit                  text        not null,
    temperature          text        not null,
    opened_at            timestamptz not null,
    due_at               timestamptz not null,
    accepted_at          timestamptz,
    closed_at            timestamptz,
    reason               text,
    note                 text,
    return_until         date,
    -- The held job, as long as one waits, and for what it waits.
    job_key              bigint,
    waits_for            text check (waits_for in ('decision', 'outcome')),
    -- The visit to the step that opened it or took it up last.
    element_instance_key bigint      not null,
    -- The visit that was told how it ended.
    told_to              bigint
);

-- One at a time for each contact, kind and stage entry.
create unique index handoff_open on handoff (contact_id, kind, stage_entry) where state in ('open', 'accepted');
create index handoff_by_contact on handoff (contact_id, id);
create index handoff_load on handoff (owner) where state in ('open', 'accepted');
create index handoff_by_state on handoff (state, opened_at, id);
create index handoff_by_owner on handoff (owner, opened_at, id);

create table handoff_history (
    id         bigint generated always as identity primary key,
    handoff_id uuid        not null references handoff (id) on delete cascade,
    at         timestamptz not null,
    actor      text        not null,
    action     text        not null,
    owner      text,
    note       text
);

create index handoff_history_by_handoff on handoff_history (handoff_id, id);
