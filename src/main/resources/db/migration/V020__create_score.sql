-- What is known about a contact's worth. A contact without a row has no points, is cold, and its fit is unknown.
create table score (
    contact_id       uuid primary key references contact,
    fit              text        not null check (fit in ('A', 'B', 'C', 'D', 'unknown')),
    temperature      text        not null check (temperature in ('hot', 'warm', 'cold')),
    -- The last time the contact itself did something; what programs do in its name does not count.
    last_activity_at timestamptz,
    -- Only activities after this moment count.
    counts_from      timestamptz,
    -- When the temperature changes if nothing happens until then.
    next_change_at   timestamptz,
    changed_at       timestamptz not null
);

create index score_by_next_change on score (next_change_at) where next_change_at is not null;

-- The points, summed up by how fast they fade: with each half-life the sum at any later time follows from the sum at
-- one time, so nobody has to read the history. A half-life of 0 means they stay.
create table score_part (
    contact_id     uuid             not null references contact,
    half_life_days double precision not null,
    points         double precision not null,
    -- Those of the points that came from clicks in mails.
    click_points   double precision not null,
    as_of          timestamptz      not null,
    primary key (contact_id, half_life_days)
);

-- Which activity gave how much, and by which row of the table.
create table score_entry (
    activity_id    uuid primary key,
    contact_id     uuid             not null references contact,
    activity_type  text             not null,
    at             timestamptz      not null,
    -- The day of the daily cap, where the contact lives.
    day            date             not null,
    -- What the table gave, and what was counted after the cap.
    full_points    double precision not null,
    points         double precision not null,
    half_life_days double precision not null,
    click          boolean          not null,
    rule           integer          not null,
    label          text             not null
);

create index score_entry_by_contact on score_entry (contact_id, day, activity_type);
