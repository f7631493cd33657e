create table referral_code (
    contact_id uuid primary key references contact (id),
    code       text        not null unique,
    created_at timestamptz not null,
    -- How often the link was opened, by people and machines alike.
    visits     bigint      not null default 0
);

create table referral (
    id            uuid primary key,
    code          text        not null,
    referrer_id   uuid        not null references contact (id),
    -- Who comes through a referral does so once.
    contact_id    uuid        not null unique references contact (id),
    state         text        not null check (state in ('attributed', 'converted')),
    attributed_at timestamptz not null,
    converted_at  timestamptz,
    deal_id       uuid,
    check (referrer_id <> contact_id)
);

create index referral_by_referrer on referral (referrer_id, id);
create index referral_by_attribution on referral (attributed_at, id);

create table referral_reward (
    id          uuid primary key,
    referral_id uuid        not null unique references referral (id) on delete cascade,
    contact_id  uuid        not null references contact (id),
    state       text        not null check (state in ('pending', 'granted', 'void')),
    created_at  timestamptz not null,
    settled_at  timestamptz,
    settled_by  text
);

create index referral_reward_by_contact on referral_reward (contact_id);
create index referral_reward_by_state on referral_reward (state, id);
