-- What the engine is to be told. A row is written with the change that causes it and deleted once it is delivered.
create table engine_outbox (
    id              bigint generated always as identity primary key,
    lane            text        not null,               -- live, bulk
    kind            text        not null,               -- publish, complete, cancel, redeliver, retry
    target_key      bigint,                             -- of the job or process instance
    message_name    text,
    correlation_key text,
    message_id      text,
    ttl_millis      bigint,
    variables       text,
    attempts        int         not null default 0,
    due_at          timestamptz not null,               -- claimed or backing off until then (real time)
    created_at      timestamptz not null,
    problem         text                                -- set aside: the engine will never take it, and why
) with (fillfactor = 80);

create index engine_outbox_waiting on engine_outbox (lane, id) where problem is null;
create index engine_outbox_set_aside on engine_outbox (id) where problem is not null;
