-- What was offered for a deal. Whether an offer has expired is told by the clock and kept nowhere.
create table deal_quote (
    id              uuid primary key,
    deal_id         uuid           not null references deal (id) on delete cascade,
    number          text           not null,
    amount          numeric(19, 3) not null check (amount > 0),
    currency        text           not null,
    valid_until     date           not null,
    time_zone       text           not null,
    expires_at      timestamptz    not null,
    url             text check (url like 'https://%'),
    note            text,
    sent_at         timestamptz    not null,
    views           int            not null default 0,
    first_viewed_at timestamptz,
    last_viewed_at  timestamptz,
    answer          text check (answer in ('accepted', 'declined')),
    answered_at     timestamptz,
    said_by         text,
    withdrawn_at    timestamptz,
    closed_by       text,
    unique (deal_id, number),
    check ((views = 0) = (first_viewed_at is null)),
    check ((answer is null) = (answered_at is null))
);

comment on column deal_quote.expires_at is 'the end of valid_until in time_zone';
comment on column deal_quote.said_by is 'who of the customer''s people gave the answer; closed_by is who wrote it down or took the quote back';
comment on column deal_quote.url is 'where the document is, at the company''s own place';
