-- What was lost for a reason keeps it, also when the reason is not offered any more.
alter table deal_loss_reason add column active boolean not null default true;
