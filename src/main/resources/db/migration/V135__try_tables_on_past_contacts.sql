-- Changed decision tables tried on past contacts, and what came of it. The newest are kept; the report names contacts by
-- their ids only, so nothing of an erased one is left in it.
create table backtest (
    id          uuid primary key,
    name        text        not null,
    state       text        not null check (state in ('running', 'done', 'failed')),
    leads_done  bigint      not null default 0,
    leads_total bigint      not null,
    report      json,
    problem     text,
    created_by  text        not null,
    created_at  timestamptz not null,
    -- A run whose instance has ended stands still here.
    touched_at  timestamptz not null
);

create index backtest_by_creation on backtest (created_at, id);
