create table webhook (
    id uuid primary key,
    name text not null unique,
    url text not null,
    secret text not null,
    created_at timestamptz not null
);
