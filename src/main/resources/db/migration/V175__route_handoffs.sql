-- The row of bpmn/handoff-routing.dmn that chose the team, or why it did not; empty where the diagram named the team.
alter table handoff add column routed_because text not null default '';

alter table team
    add column strategy text not null default 'fewest' check (strategy in ('in-turn', 'fewest', 'by-capacity')),
    -- Whoever is at work when a hand-off comes gets it before those who would answer later.
    add column prefer_at_work boolean not null default true,
    -- Whom to tell when not even the lead has answered.
    add column manager text,
    -- How many times the team has given something to somebody.
    add column turns bigint not null default 0;

alter table member
    -- The team's where it is null.
    add column zone text,
    -- When the absence begins; it has begun where it is null.
    add column absent_from timestamptz;

-- The team's turn at which the member got something last.
alter table team_member add column last_turn bigint;

update team_member
set last_turn = given.place
from (select team, member, row_number() over (partition by team order by last_assigned_at, member) as place
      from team_member where last_assigned_at is not null) given
where team_member.team = given.team and team_member.member = given.member;

update team set turns = (select coalesce(max(last_turn), 0) from team_member where team_member.team = team.name);

-- How many hand-offs somebody works on is this sum and the changes since. Changes are added up later, so that nobody
-- who opens, takes or closes a hand-off waits for another.
create table handoff_count (
    owner   text primary key,
    pending bigint not null
);

create table handoff_count_change (
    id     bigint generated always as identity primary key,
    owner  text not null,
    change int  not null
);

insert into handoff_count (owner, pending)
select owner, count(*)
from handoff
where owner is not null and state in ('open', 'accepted') and (state = 'open' or kind <> 'customer')
group by owner;

-- A customer whom somebody has taken on stays with that person for years and is no pending work.
create function handoff_is_pending(state text, kind text) returns boolean
    language sql immutable
    return state = 'open' or (state = 'accepted' and kind <> 'customer');

create function note_handoff_count() returns trigger
    language plpgsql as
$$
begin
    if tg_op <> 'INSERT' and old.owner is not null and handoff_is_pending(old.state, old.kind) then
        insert into handoff_count_change (owner, change) values (old.owner, -1);
    end if;
    if tg_op <> 'DELETE' and new.owner is not null and handoff_is_pending(new.state, new.kind) then
        insert into handoff_count_change (owner, change) values (new.owner, 1);
    end if;
    return null;
end
$$;

create trigger handoff_count_added after insert or delete on handoff
    for each row execute function note_handoff_count();

create trigger handoff_count_changed after update on handoff
    for each row
    when (old.owner is distinct from new.owner
          or handoff_is_pending(old.state, old.kind) <> handoff_is_pending(new.state, new.kind))
    execute function note_handoff_count();
