-- Who followed the link to a quote's document. received_at is real time, as with other visits.
create table quote_visit (
    id            uuid primary key,
    quote_id      uuid        not null references deal_quote (id) on delete cascade,
    at            timestamptz not null,
    received_at   timestamptz not null,
    head          boolean     not null,
    user_agent    text,
    known_network boolean     not null,
    verdict       text        not null,
    reason        text        not null,
    activity_key  text        not null
);

create index quote_visit_of_quote on quote_visit (quote_id);
create index quote_visit_by_time on quote_visit (received_at);

comment on column quote_visit.known_network is 'whether it came from a network of machines; from where else is not kept';
