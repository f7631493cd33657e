create table company (
    id          uuid primary key,
    name        text        not null,
    -- The name as it is compared: lower case, white space collapsed.
    name_key    text        not null,
    domain      text unique,
    external_id text unique,
    attributes  jsonb       not null default '{}',
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);

-- A company made from nothing but a name exists once; companies that are told apart otherwise may share a name.
create unique index company_by_bare_name on company (name_key) where domain is null and external_id is null;
create index company_by_name on company (name_key);
create index company_by_update on company (updated_at, id);

create table contact (
    id          uuid primary key,
    email       text        not null,
    -- The address as it is compared: NFC, lower case, domain as A-label.
    email_key   text        not null unique,
    first_name  text,
    last_name   text,
    phone       text,
    company_id  uuid references company,
    job_title   text,
    country     text,
    time_zone   text,
    language    text,
    source      text,
    external_id text unique,
    do_not_call boolean     not null default false,
    attributes  jsonb       not null default '{}',
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);

create index contact_by_update on contact (updated_at, id);
create index contact_by_company on contact (company_id) where company_id is not null;

-- Addresses of contacts that were merged away: they still mean the contact that was kept.
create table contact_alias (
    email_key  text primary key,
    contact_id uuid        not null references contact,
    email      text        not null,
    created_at timestamptz not null
);

create index contact_alias_by_contact on contact_alias (contact_id);

-- Where a contact came from after the first time, which the contact itself names.
create table contact_touch (
    contact_id uuid        not null references contact,
    source     text        not null,
    at         timestamptz not null,
    primary key (contact_id, source)
);
