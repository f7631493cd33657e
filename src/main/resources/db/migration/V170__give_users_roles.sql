alter table app_user
    -- In lower case; it is what hand-offs, tasks and deals call their owner.
    add column email text unique check (email = lower(email)),
    add column team text,
    add column locked boolean not null default false,
    -- Counts what ends the user's sessions: a new password, another role or team, a lock.
    add column version integer not null default 1,
    add column signed_in_at timestamptz;

update app_user set role = 'operator' where role = 'ADMIN';

alter table app_user
    add constraint app_user_role check (role in ('marketer', 'sales', 'sales-manager', 'operator'));
