-- The list of deals, what changed last first.
create index deal_listed on deal (state, updated_at desc, id desc);
