create table objection (
    id         uuid primary key,
    contact_id uuid        not null references contact (id),
    handoff_id uuid references handoff (id) on delete set null,
    deal_id    uuid references deal (id) on delete set null,
    category   text        not null,
    words      text        not null,
    asked_by   text        not null,
    -- The address that is told what becomes of it.
    tell       text,
    asked_at   timestamptz not null,
    state      text        not null check (state in ('open', 'answered', 'declined')),
    asset_kind text check (asset_kind in ('playbook', 'template', 'url')),
    asset      text,
    note       text,
    closed_by  text,
    closed_at  timestamptz,
    check ((state = 'answered') = (asset is not null)),
    check ((asset is null) = (asset_kind is null))
);

create index objection_by_contact on objection (contact_id);
create index objection_by_handoff on objection (handoff_id);
create index objection_by_deal on objection (deal_id);
create index objection_by_state on objection (state, asked_at, id);
