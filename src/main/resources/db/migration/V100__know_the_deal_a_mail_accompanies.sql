alter table send add column deal_id uuid;

create index send_of_deal on send (deal_id) where state in ('PLANNED', 'CLAIMED');
