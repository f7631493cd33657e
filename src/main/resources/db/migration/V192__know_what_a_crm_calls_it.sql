-- Which lead or opportunity of a CRM is which contact or deal of ours.
create table crm_link (
    webhook_id uuid not null references webhook (id) on delete cascade,
    entity     text not null,                           -- Lead, Opportunity
    their_id   text not null,
    contact_id uuid not null,
    deal_id    uuid,
    primary key (webhook_id, entity, their_id)
);

create index crm_link_contact on crm_link (contact_id);
create unique index crm_link_deal on crm_link (webhook_id, deal_id) where deal_id is not null;

-- What a CRM tells us by webhooks of its own, which we asked it for.
create table crm_subscription (
    webhook_id uuid not null references webhook (id) on delete cascade,
    their_id   text not null,
    event      text not null,
    secret     text not null,
    source_id  uuid not null references hook_source (id) on delete cascade,
    created_at timestamptz not null,
    primary key (webhook_id, their_id)
);
