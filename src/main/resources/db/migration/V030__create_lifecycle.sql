create table lifecycle (
    contact_id           uuid primary key references contact,
    stage                text        not null,
    -- The number of the current entry, which is the last of stage_entry.
    entry                integer     not null,
    entered_at           timestamptz not null,
    closed_lost          boolean     not null default false,
    lost_reason          text,
    recycle_on           date,
    rejected_at          timestamptz,
    rejection_reason     text,
    -- Whether the contact has, or is to have, a process instance.
    journey              boolean     not null,
    entry_reached        integer     not null default 0,
    process_instance_key bigint
);

create index lifecycle_by_stage on lifecycle (stage, entered_at);
create index lifecycle_unreached on lifecycle (entered_at) where journey and entry_reached < entry;

create table stage_entry (
    contact_id uuid        not null references contact,
    number     integer     not null,
    stage      text        not null,
    previous   text,
    reason     text        not null,
    actor      text        not null,
    entered_at timestamptz not null,
    primary key (contact_id, number)
);

create index stage_entry_by_stage on stage_entry (stage, entered_at);

-- What sales found out. It holds until the contact goes back to an earlier stage.
create table qualification (
    contact_id   uuid primary key references contact,
    budget       text        not null,
    authority    text        not null,
    need         text        not null,
    timeline     text        not null,
    actor        text        not null,
    qualified_at timestamptz not null,
    holds        boolean     not null default true
);
