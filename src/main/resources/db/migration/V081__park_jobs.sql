-- Jobs that failed for good: still open in the engine, held for long, shown with their reason until someone retries them.
create table parked_job (
    job_key              bigint primary key,
    type                 text        not null,
    process_id           text        not null,
    process_version      int         not null,
    process_instance_key bigint      not null,
    element_id           text        not null,
    contact_id           uuid,
    reason               text        not null,
    since                timestamptz not null,
    retried_at           timestamptz,                   -- handed to the engine again, answer awaited (real time)
    checked_at           timestamptz not null           -- last time the engine was asked whether it still exists (real time)
);

create index parked_job_contact on parked_job (contact_id);
create index parked_job_checked on parked_job (checked_at);
