create table task (
    id                   uuid primary key,
    contact_id           uuid        not null references contact (id),
    kind                 text        not null check (kind in ('call', 'gift', 'follow-up', 'review')),
    title                text        not null,
    note                 text,
    team                 text        not null,
    owner                text,
    due_at               timestamptz not null,
    state                text        not null check (state in ('open', 'done', 'cancelled')),
    created_at           timestamptz not null,
    closed_at            timestamptz,
    closed_by            text,
    element_instance_key bigint unique,
    -- Tells repeats of the same cause apart where no step of a diagram asked for the task.
    key                  text unique
);

create index task_by_contact on task (contact_id);
create index task_by_state on task (state, due_at, id);
create index task_by_owner on task (owner, state, due_at, id);
