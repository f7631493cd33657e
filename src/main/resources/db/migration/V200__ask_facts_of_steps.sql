-- What a step of the pipeline asks for before a deal goes on past it, and how often deals in it are won.
alter table deal_step
    add column probability int     not null default 0 check (probability between 0 and 100),
    add column facts       text[]  not null default '{}',
    add column retired     boolean not null default false;

comment on column deal_step.probability is 'in per cent';

update deal_step set probability = 5, facts = '{owner}' where name = 'prospecting';
update deal_step set probability = 10 where name = 'research';
update deal_step set probability = 25, facts = '{conversation}' where name = 'first-contact';
update deal_step set probability = 45, facts = '{expected-close,meeting}' where name = 'demo';
update deal_step set probability = 65, facts = '{qualification}' where name = 'objections';
update deal_step set probability = 85, facts = '{expected-close}' where name = 'closing';

-- What somebody has to confirm before a deal goes on past a step. Retired ones keep what was confirmed.
create table deal_confirmation (
    id       bigint generated always as identity primary key,
    step     text    not null references deal_step (name),
    label    text    not null,
    position int     not null,
    retired  boolean not null default false,
    unique (step, label)
);

insert into deal_confirmation (step, label, position) values
    ('objections', 'Whoever decides has been met', 1);

create table deal_tick (
    deal_id         uuid        not null references deal (id) on delete cascade,
    confirmation_id bigint      not null references deal_confirmation (id),
    at              timestamptz not null,
    actor           text        not null,
    primary key (deal_id, confirmation_id)
);

alter table deal add column step_since timestamptz;
update deal set step_since = coalesce(
    (select max(at) from deal_history h where h.deal_id = deal.id and h.to_step is not null), opened_at);
alter table deal alter column step_since set not null;

create index deal_on_board on deal (step, expected_close_on, id) where state = 'open';
