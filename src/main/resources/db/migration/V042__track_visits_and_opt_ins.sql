-- Opens and clicks, until and after they are judged. received_at is real time, which bursts are measured in.
create table visit (
    id          uuid primary key,
    send_id     uuid        not null,
    contact_id  uuid        not null,
    template    text        not null,
    kind        text        not null check (kind in ('open', 'click')),
    link_id     integer,
    url         text,
    at          timestamptz not null,
    received_at timestamptz not null,
    accepted_at timestamptz,
    head        boolean     not null,
    user_agent  text,
    verdict     text
);

create index visit_to_judge on visit (received_at) where verdict is null;
create index visit_of_send on visit (send_id, received_at);
create index visit_of_contact on visit (contact_id);

-- Subscriptions by form, and the proof that the address's owner meant them.
create table opt_in (
    id             uuid primary key,
    contact_id     uuid        not null,
    form           text        not null,
    topics         text[]      not null,
    wording        text        not null,
    typed          jsonb       not null,
    requested_at   timestamptz not null,
    requested_from text        not null,
    requested_with text        not null,
    confirmed_at   timestamptz,
    confirmed_from text,
    confirmed_with text
);

create index opt_in_of_contact on opt_in (contact_id, requested_at);
