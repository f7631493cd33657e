-- Sales named the day from which it wants to hear of the contact again.
alter table lifecycle add column nurture_until date;
create index lifecycle_nurture_until on lifecycle (nurture_until) where nurture_until is not null;
