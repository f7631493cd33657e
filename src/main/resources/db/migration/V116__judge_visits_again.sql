-- A visit keeps why it was judged as it was and which activity it became, so that a later judgement can correct both.
alter table visit add column known_network boolean not null default false;
alter table visit add column reason text;
alter table visit add column activity_key text;
alter table visit drop constraint visit_kind_check;
alter table visit add constraint visit_kind_check check (kind in ('open', 'click', 'trap'));

comment on column visit.known_network is 'whether it came from a network of machines; from where else is not kept';

create index visit_by_time on visit (received_at);

-- Clicks of readers who are not named, by day.
create table anonymous_click (
    link_id integer not null references link on delete cascade,
    day     date    not null,
    verdict text    not null,
    clicks  bigint  not null,
    primary key (link_id, day, verdict)
);
