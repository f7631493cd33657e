-- The account at the provider by which somebody first signed in: only that one is them from then on.
alter table app_user
    add column pinned_issuer  text,
    add column pinned_subject text,
    add column pinned_at      timestamptz;

create unique index app_user_by_account on app_user (pinned_issuer, pinned_subject);
