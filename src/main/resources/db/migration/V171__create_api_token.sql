create table api_token (
    id uuid primary key,
    name text not null unique,
    -- SHA-256 of the token, which is shown once and kept nowhere.
    hash bytea not null unique,
    scopes text[] not null check (cardinality(scopes) > 0),
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
