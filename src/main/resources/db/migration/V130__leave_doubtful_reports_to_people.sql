-- A report that bears no sign of ours (return path, Message-ID, link) can have been written by anybody: it waits for
-- somebody who decides.
alter table inbound
    add column doubt          text check (doubt in ('open', 'confirmed', 'dismissed')),
    add column doubt_ended_by text,
    add column doubt_ended_at timestamptz;

create index inbound_in_doubt on inbound (received_at, id) where doubt = 'open';
