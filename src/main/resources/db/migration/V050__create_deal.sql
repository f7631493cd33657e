create table deal_step (
    name     text primary key,
    label    text not null,
    position int  not null
);

insert into deal_step (name, label, position) values
    ('prospecting', 'Prospecting', 1),
    ('research', 'Research', 2),
    ('first-contact', 'First contact', 3),
    ('demo', 'Demo', 4),
    ('objections', 'Objections', 5),
    ('closing', 'Closing', 6);

create table deal_loss_reason (
    name     text primary key,
    label    text not null,
    position int  not null
);

insert into deal_loss_reason (name, label, position) values
    ('budget', 'No budget', 1),
    ('timing', 'Bad timing', 2),
    ('competitor', 'Chose a competitor', 3),
    ('no-need', 'No need', 4),
    ('no-decision', 'No decision', 5);

create table deal (
    id                uuid primary key,
    contact_id        uuid           not null references contact (id),
    external_id       text unique,
    name              text           not null,
    amount            numeric(19, 3) not null check (amount > 0),
    currency          text           not null,
    expected_close_on date,
    owner             text,
    step              text           not null references deal_step (name),
    state             text           not null check (state in ('open', 'won', 'lost')),
    won_on            date,
    renews_on         date,
    recurring_amount  numeric(19, 3) check (recurring_amount > 0),
    renewal_of        uuid references deal (id),
    refunded_on       date,
    lost_reason       text references deal_loss_reason (name),
    lost_on           date,
    competitor        text,
    contract_ends_on  date,
    recycle           boolean        not null default true,
    opened_at         timestamptz    not null,
    closed_at         timestamptz,
    updated_at        timestamptz    not null,
    check ((state = 'won') = (won_on is not null)),
    check ((state = 'lost') = (lost_reason is not null))
);

create index deal_by_contact on deal (contact_id);
create index deal_open_by_contact on deal (contact_id) where state = 'open';
create index deal_by_state on deal (state, id);
create index deal_by_owner on deal (owner, id);
create index deal_by_updated on deal (updated_at, id);
create index deal_by_renewal_of on deal (renewal_of);

create table deal_history (
    id        uuid primary key,
    deal_id   uuid        not null references deal (id) on delete cascade,
    at        timestamptz not null,
    actor     text        not null,
    action    text        not null,
    from_step text,
    to_step   text,
    note      text
);

create index deal_history_by_deal on deal_history (deal_id, id);

create table churn (
    id         uuid primary key,
    contact_id uuid        not null references contact (id),
    churned_on date        not null,
    reason     text        not null,
    actor      text        not null,
    at         timestamptz not null
);

create index churn_by_contact on churn (contact_id);
