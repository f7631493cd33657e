-- Which relay got a mail, and when it lets us go on: the pace that all instances share.
alter table send add column relay text;

drop table send_pace;

create table relay_pace (
    relay   text primary key,
    next_at timestamptz not null
);

-- When each recipient domain whose pace is limited may get the next mail.
create table domain_pace (
    relay   text        not null,
    domain  text        not null,
    next_at timestamptz not null,
    primary key (relay, domain)
);

-- Who asked us to go slower: recipient domains, or a relay itself.
create table domain_brake (
    relay      text             not null,
    domain     text             not null,
    per_minute double precision not null check (per_minute > 0),
    wanted     double precision not null check (wanted > 0),
    cooling_to timestamptz      not null,
    told       text             not null,
    changed_at timestamptz      not null,
    primary key (relay, domain)
);

comment on column domain_brake.domain is 'a recipient domain, or * for the relay itself';
comment on column domain_brake.wanted is 'mails a minute it took before it asked; once it takes them again, the row goes';

-- How much of a new sending domain's mail may go on a day, and how it fared.
create table warm_up_day (
    domain   text    not null,
    day      date    not null,
    cap      integer not null,
    taken    integer not null default 0,
    deferred integer not null default 0,
    primary key (domain, day)
);
