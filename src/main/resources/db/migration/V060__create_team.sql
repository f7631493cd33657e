create table team (
    name          text primary key,
    label         text not null,
    zone          text not null,
    working_hours text not null,
    -- Who gets what nobody in the team can take.
    lead          text
);

create table team_holiday (
    team  text not null references team (name) on delete cascade,
    day   date not null,
    label text not null,
    primary key (team, day)
);

create table member (
    email         text primary key,
    name          text not null,
    -- How many hand-offs a member works on at a time; as many as come where it is null.
    capacity      int check (capacity >= 0),
    -- The team's where it is null.
    working_hours text,
    absent_until  timestamptz
);

create table team_member (
    team             text not null references team (name) on delete cascade,
    member           text not null references member (email) on delete cascade,
    position         int  not null,
    last_assigned_at timestamptz,
    primary key (team, member)
);

create index team_member_by_member on team_member (member);

insert into team (name, label, zone, working_hours) values
    ('sales', 'Sales', 'UTC', 'mon-fri 09:00-17:00'),
    ('marketing', 'Marketing', 'UTC', 'mon-fri 09:00-17:00'),
    ('success', 'Customer success', 'UTC', 'mon-fri 09:00-17:00');

insert into member (email, name) values
    ('sam@example.com', 'Sam Seller'),
    ('mia@example.com', 'Mia Marketer'),
    ('sue@example.com', 'Sue Success');

insert into team_member (team, member, position) values
    ('sales', 'sam@example.com', 1),
    ('marketing', 'mia@example.com', 1),
    ('success', 'sue@example.com', 1);

create table contact_owner (
    contact_id uuid primary key references contact (id),
    owner      text        not null,
    since      timestamptz not null,
    actor      text        not null
);

create index contact_owner_by_owner on contact_owner (owner);
