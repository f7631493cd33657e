-- The messages that are kept whole, by age: after a while only what they were is kept.
create index inbound_with_message on inbound (received_at) where raw is not null;
