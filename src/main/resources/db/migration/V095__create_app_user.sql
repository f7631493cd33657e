create table app_user (
    name text primary key,
    password_hash text not null,
    role text not null,
    created_at timestamptz not null
);
