create table feedback (
    id                   uuid primary key,
    contact_id           uuid        not null references contact (id),
    kind                 text        not null check (kind in ('nps', 'survey')),
    requested_at         timestamptz not null,
    -- The visit to the step that asked; null where nobody but the API did.
    element_instance_key bigint unique,
    answered_at          timestamptz,
    changed_at           timestamptz,
    corrections          int         not null default 0,
    score                int check (score between 0 and 10),
    comment              text,
    check ((answered_at is null) = (score is null))
);

create index feedback_by_contact on feedback (contact_id, id);
create index feedback_by_answer on feedback (answered_at, id) where answered_at is not null;
create index feedback_by_request on feedback (requested_at, id);
