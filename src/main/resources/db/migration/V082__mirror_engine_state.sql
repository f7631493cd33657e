-- What the engine's exporter tells: who stands where. The engine is the truth, this is its mirror.
create table engine_instance (
    process_instance_key bigint primary key,
    process_id           text,
    process_version      int,
    parent_instance_key  bigint,
    contact_id           uuid,
    since                timestamptz not null
);

create index engine_instance_contact on engine_instance (contact_id);

create table engine_position (
    element_instance_key bigint primary key,
    process_instance_key bigint      not null,
    process_id           text        not null,
    process_version      int         not null,
    element_id           text        not null,
    since                timestamptz not null
);

create index engine_position_instance on engine_position (process_instance_key);
create index engine_position_place on engine_position (process_id, element_id);

create table engine_timer (
    timer_key            bigint primary key,
    process_instance_key bigint      not null,
    element_id           text        not null,
    due_at               timestamptz not null
);

create index engine_timer_instance on engine_timer (process_instance_key);

create table engine_incident (
    incident_key         bigint primary key,
    process_instance_key bigint      not null,
    process_id           text        not null,
    element_id           text        not null,
    job_key              bigint,
    kind                 text        not null,
    reason               text        not null,
    since                timestamptz not null
);

create index engine_incident_instance on engine_incident (process_instance_key);

-- How far each partition's files have been read.
create table engine_spool (
    partition       int primary key,
    file            text   not null,
    byte_offset     bigint not null,
    record_position bigint not null,
    gap             boolean not null default false      -- files were lost before they could be read
);
