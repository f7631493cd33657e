-- Whether who rejects for this reason may say from which day on the contact is welcome again.
alter table handoff_reject_reason add column takes_day boolean not null default true;

update handoff_reject_reason set takes_day = false where name in ('wrong-fit', 'duplicate', 'competitor');
